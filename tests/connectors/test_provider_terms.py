from propctl.connectors import baseball_savant, mlb_stats_api
from propctl.connectors.provider_terms import REGISTER, terms_by_topic
from propctl.domain.providers import Provider
from propctl.settings import Settings, url_field


def test_every_provider_is_in_the_register() -> None:
    assert [entry.provider for entry in REGISTER] == [mlb_stats_api.PROVIDER, baseball_savant.PROVIDER]


def test_each_is_asked_where_a_setting_says() -> None:
    assert {url_field(Provider(entry.provider)) for entry in REGISTER} <= Settings.model_fields.keys()


def test_the_topics_name_every_provider() -> None:
    assert all(entry.title in terms_by_topic()["owner"] for entry in REGISTER)
