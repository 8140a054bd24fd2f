from propctl.connectors import baseball_savant, mlb_stats_api
from propctl.connectors.provider_terms import REGISTER, terms_by_topic
from propctl.settings import Settings, variable_of


def test_every_provider_is_in_the_register() -> None:
    assert [entry.provider for entry in REGISTER] == [mlb_stats_api.PROVIDER, baseball_savant.PROVIDER]


def test_each_is_asked_where_a_setting_says() -> None:
    variables = {variable_of(field) for field in Settings.model_fields}
    assert {entry.variable for entry in REGISTER} <= variables


def test_the_topics_name_every_provider() -> None:
    assert all(entry.title in terms_by_topic()["owner"] for entry in REGISTER)
