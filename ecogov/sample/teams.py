"""The teams whose days the sheets tell: who works on which queue, how fast and how well."""

from datetime import date
from typing import Final

from ecogov.sample.facts import Team

_VIDEO: Final = (
    Team("TS-VIDEO", "pre-publish", "LANTERN", "zh-CN", "CN", 24, 42, 0.978, sampling=0.030),
    Team("TS-VIDEO", "pre-publish", "KERLIP", "id-ID", "ID", 16, 47, 0.972, sampling=0.035),
    Team("TS-VIDEO", "pre-publish", "SERRA", "pt-BR", "BR", 14, 46, 0.974, sampling=0.035),
    Team("TS-VIDEO", "pre-publish", "HOUSE", "ar-SA", "SA", 6, 50, 0.981, sampling=0.060),
    Team("TS-VIDEO", "user-reports", "LANTERN", "zh-CN", "CN", 10, 68, 0.970, sampling=0.045),
    Team("TS-VIDEO", "user-reports", "KERLIP", "id-ID", "ID", 9, 72, 0.966, sampling=0.045),
    Team("TS-VIDEO", "user-reports", "SERRA", "pt-BR", "BR", 8, 71, 0.968, sampling=0.045),
    Team("TS-VIDEO", "user-reports", "HOUSE", "en-US", "US", 6, 64, 0.979, sampling=0.060),
    Team("TS-VIDEO", "appeals", "HOUSE", "zh-CN", "CN", 5, 155, 0.985, sampling=0.100),
    Team("TS-VIDEO", "appeals", "HOUSE", "ar-SA", "SA", 3, 170, 0.982, sampling=0.100),
)

_COMMENT: Final = (
    Team("TS-COMMENT", "comments", "LANTERN", "zh-CN", "CN", 12, 16, 0.972, sampling=0.030),
    Team("TS-COMMENT", "comments", "KERLIP", "id-ID", "ID", 12, 17, 0.969, sampling=0.030),
    Team("TS-COMMENT", "comments", "KERLIP", "en-US", "ID", 8, 18, 0.966, sampling=0.030),
    Team("TS-COMMENT", "comments", "SERRA", "pt-BR", "BR", 10, 17, 0.971, sampling=0.030),
    Team("TS-COMMENT", "live-chat", "KERLIP", "id-ID", "ID", 8, 12, 0.968,
         sampling=0.030, started_on=date(2026, 5, 4)),
    Team("TS-COMMENT", "live-chat", "SERRA", "pt-BR", "BR", 6, 12, 0.970,
         sampling=0.030, started_on=date(2026, 6, 1)),
)  # fmt: skip

_RELEVANCE: Final = (
    Team("SRCH-REL", "query-doc", "LANTERN", "zh-CN", "CN", 11, 64, 0.965, sampling=0.05),
    Team("SRCH-REL", "query-doc", "HOUSE", "en-US", "US", 8, 60, 0.974, sampling=0.06),
    Team("SRCH-REL", "query-doc", "KERLIP", "id-ID", "ID", 7, 70, 0.961, sampling=0.06),
    Team("SRCH-REL", "query-doc", "SERRA", "pt-BR", "BR", 7, 69, 0.963,
         sampling=0.06, started_on=date(2026, 6, 22)),
    Team("SRCH-REL", "side-by-side", "LANTERN", "zh-CN", "CN", 6, 115, 0.958, sampling=0.08),
    Team("SRCH-REL", "side-by-side", "HOUSE", "en-US", "US", 5, 108, 0.970, sampling=0.08),
)  # fmt: skip

_ADS: Final = (
    Team("SRCH-ADS", "landing-page", "SERRA", "pt-BR", "BR", 9, 98, 0.968,
         sampling=0.07, started_on=date(2026, 4, 6)),
    Team("SRCH-ADS", "landing-page", "KERLIP", "en-US", "ID", 6, 104, 0.962,
         sampling=0.07, started_on=date(2026, 4, 6)),
    Team("SRCH-ADS", "ad-copy", "SERRA", "pt-BR", "BR", 6, 55, 0.971,
         sampling=0.06, started_on=date(2026, 4, 20)),
    Team("SRCH-ADS", "ad-copy", "LANTERN", "zh-CN", "CN", 5, 52, 0.969,
         sampling=0.06, started_on=date(2026, 5, 11)),
)  # fmt: skip

_CHAT: Final = (
    Team("EVAL-CHAT", "single-turn", "HOUSE", "en-US", "US", 10, 210, 0.966,
         sampling=0.10, started_on=date(2026, 3, 16)),
    Team("EVAL-CHAT", "single-turn", "LANTERN", "zh-CN", "CN", 12, 225, 0.957,
         sampling=0.10, started_on=date(2026, 3, 16)),
    Team("EVAL-CHAT", "long-form", "HOUSE", "zh-CN", "CN", 7, 390, 0.960,
         sampling=0.10, started_on=date(2026, 4, 13)),
)  # fmt: skip

_SAFE: Final = (
    Team("EVAL-SAFE", "refusals", "HOUSE", "ar-SA", "SA", 6, 130, 0.968,
         sampling=0.10, started_on=date(2026, 5, 11)),
    Team("EVAL-SAFE", "refusals", "KERLIP", "ar-SA", "ID", 9, 142, 0.955,
         sampling=0.10, started_on=date(2026, 5, 25)),
    Team("EVAL-SAFE", "refusals", "LANTERN", "zh-CN", "CN", 9, 126, 0.962,
         sampling=0.09, started_on=date(2026, 5, 11)),
    Team("EVAL-SAFE", "advice", "HOUSE", "en-US", "US", 6, 118, 0.970,
         sampling=0.09, started_on=date(2026, 5, 11)),
)  # fmt: skip

TEAMS: Final = (*_VIDEO, *_COMMENT, *_RELEVANCE, *_ADS, *_CHAT, *_SAFE)
