import pytest

from propctl.domain.validation_messages import plain_message

SENTENCES = [
    ("Input should be greater than or equal to 1", "must be at least 1"),
    ("Input should be less than or equal to 365", "must be at most 365"),
    ("Input should be greater than 0", "must be more than 0"),
    ("Input should be a valid integer, unable to parse string as an integer", "must be a whole number"),
    ("Input should be a valid number, unable to parse string as a number", "must be a number"),
    ("Input should be a finite number", "must be a finite number"),
    ("Input should be a valid boolean, unable to interpret input", "must be true or false"),
    ("Input should be 'text' or 'json'", "must be 'text' or 'json'"),
    ("Value error, Port out of range 0-65535", "its port must be a number from 1 to 65535"),
    ("Got unexpected extra argument(s) (a b)", "unexpected argument: a b"),
    ("Value error, an http:// or https:// URL is needed", "an http:// or https:// URL is needed"),
    ("No such option: --bad", "No such option: --bad"),
]


@pytest.mark.parametrize(("sentence", "plain"), SENTENCES)
def test_sentences_of_the_library_become_ours(sentence: str, plain: str) -> None:
    assert plain_message(sentence) == plain
