from tellmore.languages.digits import latin


def test_digits_of_every_script_become_latin() -> None:
    assert latin("٧۳१৯ code ٤x") == "7319 code 4x"


def test_nothing_else_changes() -> None:
    assert latin("½ ² ⅷ 一 x") == "½ ² ⅷ 一 x"
