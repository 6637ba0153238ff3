import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from ecogov.domain.errors import DomainError
from ecogov.i18n.refusals import invalid, refusal
from ecogov.i18n.translator import CatalogError, translator

EN = translator("en")
ZH = translator("zh-Hans")


class Draft(BaseModel):
    title: str = Field(min_length=3)
    share: float = Field(ge=0)
    period: str = "all"

    @field_validator("period")
    @classmethod
    def _known(cls, value):
        if value != "all":
            raise PydanticCustomError("period.invalid", "x", {"period": value})
        return value


def _refused(**values):
    with pytest.raises(ValidationError) as caught:
        Draft(**values)
    return caught.value


def test_a_refusal_is_a_sentence_in_the_reader_s_language():
    error = DomainError("period.invalid", period="soon")
    assert refusal(EN, error).startswith("“soon” is not a period.")
    assert refusal(ZH, error).startswith("“soon”不是")


def test_a_refusal_without_a_sentence_is_a_mistake():
    with pytest.raises(CatalogError):
        refusal(EN, DomainError("no.such_code"))


def test_every_refused_input_is_named_as_the_form_names_it():
    error = _refused(title="x", share=-1)
    assert invalid(EN, error, {"title": "Title", "share": "Share"}) == (
        "Title: at least 3 characters, please.",
        "Share: must be 0 or more.",
    )
    assert invalid(ZH, error, {"title": "标题"}) == ("标题：至少 3 个字符。", "不得小于 0。")


def test_our_own_validators_speak_by_their_code():
    (said,) = invalid(EN, _refused(title="abc", share=0, period="soon"), {})
    assert said.startswith("“soon” is not a period.")


def test_what_pydantic_invents_next_is_still_said():
    class Strange(BaseModel):
        body: bytes

    with pytest.raises(ValidationError) as caught:
        Strange(body=3)
    assert invalid(EN, caught.value, {}) == ("this value is not accepted.",)
