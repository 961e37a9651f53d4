from random import Random

from tellmore.testing.telegram_server.limits import FloodGauge, Limits


def test_a_client_that_paces_itself_is_never_refused() -> None:
    """Token buckets of exactly the published rates, with up to a second of network jitter."""
    gauge = FloodGauge(Limits())
    random = Random(7)
    chats = dict.fromkeys(range(1, 71), 0.0)
    full_at, clock, arrivals = 0.0, 100.0, []
    for _ in range(4000):
        chat = min(chats, key=lambda each: (chats[each], random.random()))
        clock = max(clock, chats[chat], full_at - 29 / 30)
        full_at = max(full_at, clock) + 1 / 30
        chats[chat] = clock + 1.0
        arrivals.append((clock + random.random(), chat))
    arrivals.sort()
    waits = [gauge.admit(chat_id=chat, is_group=False, now=at) for at, chat in arrivals]
    assert set(waits) == {0}
    assert 4000 / (arrivals[-1][0] - arrivals[0][0]) > 28


def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    gauge = FloodGauge(Limits())
    sends = [gauge.admit(chat_id=7, is_group=False, now=100.0) for _ in range(5)]
    assert sends == [0, 0, 0, 1, 1]
    assert gauge.admit(chat_id=8, is_group=False, now=100.0) == 0
    assert gauge.admit(chat_id=7, is_group=False, now=100.9) == 1
    assert gauge.admit(chat_id=7, is_group=False, now=101.0) == 0


def test_coming_back_after_the_wait_is_granted() -> None:
    gauge = FloodGauge(Limits())
    now, refused = 100.0, 0
    for _ in range(50):
        wait_s = gauge.admit(chat_id=7, is_group=False, now=now)
        refused += bool(wait_s)
        now += wait_s
        assert not wait_s or gauge.admit(chat_id=7, is_group=False, now=now) == 0
    assert refused > 0


def test_all_chats_together_have_thirty_a_second() -> None:
    gauge = FloodGauge(Limits(per_bot_burst=30))
    sends = [gauge.admit(chat_id=chat, is_group=False, now=100.0) for chat in range(40)]
    assert sends == [0] * 30 + [1] * 10
    later = [gauge.admit(chat_id=chat, is_group=False, now=101.0) for chat in range(100, 140)]
    assert later == [0] * 30 + [1] * 10


def test_a_group_has_twenty_a_minute() -> None:
    gauge = FloodGauge(Limits(per_group_burst=20))
    sends = [gauge.admit(chat_id=-7, is_group=True, now=100.0) for _ in range(22)]
    assert sends == [0] * 20 + [3, 3]


def test_without_limits_nothing_is_refused() -> None:
    gauge = FloodGauge(Limits.none())
    assert {gauge.admit(chat_id=7, is_group=False, now=1.0) for _ in range(1000)} == {0}
