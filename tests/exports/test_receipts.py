"""Receipts of erasures: the same for the same order, and leading nowhere."""

import re
from dataclasses import replace

from tellmore.exports.receipts import receipt, withdrawal_mark
from tests.exports.told import SECRET, at, erasure


def test_a_receipt_is_four_groups_that_nobody_misreads() -> None:
    assert re.fullmatch(
        r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", receipt(erasure(), secret=SECRET)
    )


def test_the_same_order_gives_the_same_receipt_whatever_else_it_says() -> None:
    again = replace(erasure(), records=99, language="de", address="")
    assert receipt(again, secret=SECRET) == receipt(erasure(), secret=SECRET)


def test_another_person_study_time_or_secret_gives_another_receipt_and_mark() -> None:
    orders = [
        erasure(),
        replace(erasure(), participant="p2"),
        replace(erasure(), study="nights"),
        replace(erasure(), at=at(1001)),
    ]
    codes = {
        make(order, secret=secret)
        for make in (receipt, withdrawal_mark)
        for order in orders
        for secret in (SECRET, b"x")
    }
    assert len(codes) == 16
