"""Which messages belong to which question."""

from tellmore.interview.answers import (
    choose,
    forget,
    has_answer,
    knows,
    leave,
    messages_of,
    note,
    open_messages,
    remark,
    settle,
)
from tellmore.interview.session import (
    Agreement,
    Choice,
    Exchange,
    Heard,
    Session,
    Spoken,
)
from tellmore.study.consent import Use
from tellmore.testing.played import NOON

AGREED = (Agreement(use=Use.ANALYSIS, given=True, wording="1", language="en", at=NOON),)
FIRST = Exchange(asked="", heard=(Heard(message="1", text="Long."),))
TALKING = Session(
    order=("day", "wish"),
    position=0,
    agreements=AGREED,
    exchanges=(FIRST,),
    heard=(Heard(message="2", text="Rain."),),
)
DAY = Spoken(question="day", messages=("1", "2"))


def test_the_open_messages_are_those_of_all_exchanges_and_of_now() -> None:
    assert open_messages(TALKING) == ("1", "2")


def test_settling_notes_them_once() -> None:
    assert settle(TALKING).spoken == (DAY,)
    assert settle(settle(TALKING)) == settle(TALKING)
    assert messages_of(settle(TALKING), "day") == ("1", "2")
    assert messages_of(settle(TALKING), "wish") == ()


def test_a_message_is_known_while_open_and_after() -> None:
    assert knows(TALKING, "2")
    assert knows(Session(spoken=(DAY,)), "2")
    assert not knows(TALKING, "3")


def test_nothing_is_noted_before_consent() -> None:
    silent = Session(order=("day",), position=0)
    assert note(silent, "1") == silent
    assert remark(silent, "1") == silent


def test_a_remark_belongs_to_no_question() -> None:
    assert remark(settle(TALKING), "3").spoken == (DAY, Spoken(question="", messages=("3",)))


def test_leaving_remembers_who_answered_once() -> None:
    left = leave(TALKING)
    assert (left.spoken, left.left) == ((DAY,), ("day",))
    assert leave(left) == left


def test_asking_back_is_no_answer() -> None:
    asked = Session(
        order=("day",), position=0, agreements=AGREED, spoken=(DAY,), asked_back=("1", "2")
    )
    assert not has_answer(asked, "day")
    assert leave(asked).left == ()
    assert has_answer(note(asked, "3"), "day")


def test_a_choice_replaces_the_one_before() -> None:
    chosen = choose(choose(TALKING, "a"), None)
    assert chosen.choices == (Choice(question="day", option=None),)


def test_forgetting_takes_one_question_alone() -> None:
    wish = Spoken(question="wish", messages=("5",))
    both = Session(
        spoken=(DAY, wish),
        choices=(Choice(question="day", option="a"), Choice(question="wish", option="b")),
        asked_back=("1", "5"),
    )
    assert forget(both, "day") == Session(
        spoken=(wish,), choices=(Choice(question="wish", option="b"),), asked_back=("5",)
    )
