"""E-mail addresses, telephone numbers and contact persons are taken out of text, and nothing else is."""

import pytest

from harvesters.values.contacts import without_contacts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Write to jane.doe@x.example.org now", "Write to now"),
        ("E-mail: <jane@x.org>", ""),
        ("jane [at] x.org, please", ", please"),
        ("Call +852 2345 6789 or come", "Call or come"),
        ("Tel.: (021) 555-0123. Starts 2026-12-02", ". Starts 2026-12-02"),
        ("電話：02-2345-6789（週一至週五）", "（週一至週五）"),
        ("联系人：王小明，电话：0769-22223333。欢迎参加", "，。欢迎参加"),
        ("WhatsApp 0812 3456 7890 today", "today"),
        ("手机 13812345678 报名", "报名"),
        ("Contact: Jane Doe, room 5", ", room 5"),
        ("Hotline 400-820-8820!", "!"),
        ("Ring 212-555-0123 (Jane, jane@x.org)", "Ring (Jane, )"),
    ],
)
def test_it_takes_out_contacts(text: str, left: str) -> None:
    assert without_contacts(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "23-26 June 2014, 2026-12-02 09:00-12:00, 02.12.2026, 20261202",
        "2014-06-23 - 2014-06-26 and 2021-09-08/2021-09-22",
        "USD 1,250,000.00, Rp 150.000.000, 100 000 - 200 000 yuan, +10 000 000 users",
        "HS 8517.12.00, 0901 21 00 and 85 17 12",
        "ISBN 978-3-16-148410-0 and 0-306-40615-2, ISSN 0306-4573",
        "doi:10.1016/0306-4573(88)90021-0 and https://doi.org/10.1000/182-555-0123",
        "https://x.example/2023/1234567890/13812345678?p=212-555-0123",
        "From 2019 2020 2021 2022, version 1.2.3.4, ISO 9001:2015, Regulation 952/2013",
        "Contact: https://x.example/form",
        "Follow @registry for news",
        "Contact us: the desk opens at nine every working day of the week",
        "Tel Aviv 2026, phone 2 features",
    ],
)
def test_it_leaves_everything_else(text: str) -> None:
    assert without_contacts(text) == text
