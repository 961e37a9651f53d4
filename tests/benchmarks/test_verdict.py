from benchmarks.verdict import Verdict, judge


def test_all_seen_once_in_order_is_clean() -> None:
    sent = {1: ["a", "b"], 2: ["c"]}
    assert judge(sent=sent, seen={1: ["a", "b"], 2: ["c"]}) == Verdict(sent=3)


def test_what_was_never_seen_is_lost() -> None:
    assert judge(sent={1: ["a", "b"], 2: ["c"]}, seen={1: ["b"]}) == Verdict(sent=3, lost=2)


def test_each_further_sight_is_a_duplicate() -> None:
    seen = {1: ["a", "a", "b", "a"]}
    assert judge(sent={1: ["a", "b"]}, seen=seen) == Verdict(sent=2, duplicated=2)


def test_what_comes_after_a_later_message_is_disordered() -> None:
    seen = {1: ["c", "a", "b"]}
    assert judge(sent={1: ["a", "b", "c"]}, seen=seen) == Verdict(sent=3, disordered=2)


def test_a_duplicate_is_not_disordered_too() -> None:
    seen = {1: ["a", "b", "a"]}
    assert judge(sent={1: ["a", "b"]}, seen=seen) == Verdict(sent=2, duplicated=1)


def test_what_was_never_sent_is_unknown() -> None:
    seen = {1: ["x", "a"], 2: ["y"]}
    assert judge(sent={1: ["a"]}, seen=seen) == Verdict(sent=1, unknown=2)
