"""Short, harmless texts of the items: questions, answers, searches, results."""

from typing import Final

import numpy as np

from ecogov.sample.items.crowd import chance

_ASKS: Final = (
    "How do I {}?",
    "Can you explain how to {} in simple words?",
    "I want to {} this weekend. Where should I start?",
    "What do people get wrong when they {}?",
    "Give me three tips to {}.",
    "My friend says it is hard to {}. Is it?",
    "Write a short plan to {} within a month.",
    "Which tools do I need to {}?",
)
_DEEDS: Final = (
    "grow tomatoes on a balcony", "bake bread without a machine", "learn to swim as an adult",
    "plan a train trip through three cities", "repair a flat bicycle tyre",
    "write a thank-you letter", "keep a houseplant alive", "read a city map",
    "cook rice that does not stick", "set up a home library", "learn twenty words a day",
    "organise a picnic for ten people", "paint a small room", "choose a second-hand camera",
    "start a chess club", "store winter clothes", "make a paper lantern",
    "prepare for a museum visit", "teach a child to count", "brew green tea",
    "record a family recipe", "walk ten thousand steps a day", "build a simple kite",
    "compare two phone plans", "write a better headline", "tune a ukulele",
    "fold a fitted sheet", "sort holiday photos", "learn the night sky", "pack a light suitcase",
    "host a language exchange", "clean a keyboard", "make soup from leftovers",
    "keep a travel diary", "draw a floor plan", "remember people's names",
    "water a garden in summer", "choose a good dictionary", "sew on a button",
    "organise a book swap",
)  # fmt: skip
_OPENINGS: Final = (
    "Start small:", "The short answer:", "First, decide what matters to you:",
    "It is easier than it looks:", "Begin with a list:", "Take it step by step:",
)  # fmt: skip
_MIDDLES: Final = (
    "set aside twenty minutes and gather what you need",
    "look at one good example before you begin",
    "ask somebody who did it last year",
    "write down what you already have",
    "try the simplest version once and note what went wrong",
    "choose a quiet morning and a clear table",
)
_ENDINGS: Final = (
    "Then repeat it until it feels natural.", "After a week, check what changed.",
    "Do not buy anything before the second try.", "If it fails, change one thing only.",
    "Most people need three attempts.", "Keep notes; they help next time.",
)  # fmt: skip

_THINGS: Final = (
    "walking shoes", "rice cooker", "desk lamp", "rain jacket", "travel adapter", "yoga mat",
    "story book", "water bottle", "bicycle bell", "notebook", "headphones", "tea pot",
    "garden hose", "puzzle", "school bag", "coffee grinder", "bus timetable", "city museum",
    "weather forecast", "bread recipe", "piano lessons", "photo frame", "kite", "running club",
)  # fmt: skip
_TWISTS: Final = (
    "cheap {}", "best {} 2026", "{} near me", "{} for beginners", "how to choose {}",
    "{} review", "quiet {}", "{} opening hours", "small {}", "{} for children",
)  # fmt: skip
_SITES: Final = (
    "example.com", "shop.example", "guide.example", "city.example", "forum.example",
)  # fmt: skip

_WORRIES: Final = (
    "How long does cooked rice keep in the fridge?", "May I take a plant on a plane?",
    "Is it fine to charge a phone overnight?", "Can I wash a wool jumper by machine?",
    "How much water should I drink on a hike?", "May children use a microwave alone?",
    "Should I stretch before running?", "Can I leave candles burning at dinner?",
    "Is rain water good for house plants?", "How bright should a reading lamp be?",
    "Can I sleep on a long bus ride?", "How often should I change a bicycle helmet?",
    "May I photograph inside a museum?", "Is it safe to swim right after lunch?",
    "Can I eat the skin of a mango?", "How high may I stack storage boxes?",
)  # fmt: skip
_WHO: Final = (
    "", " I am new to this.", " I ask for my grandmother.", " We are a group of six.",
    " Please keep it short.", " It is for tomorrow.", " I have little space.",
    " I read different answers.",
)  # fmt: skip
_REPLIES: Final = (
    "In general yes, with ordinary care; check the label first.",
    "I cannot help with that request.",
    "Sure, there is nothing at all to think about.",
    "It depends: here are the two things that decide it.",
    "Yes for a short while; after that ask somebody on site.",
    "No need to worry; most guides advise a day or two at most.",
)


def chat_prompt(number: int) -> str:
    """Give the question of chat task `number`; 320 differ, then they come again."""
    return _ASKS[number % len(_ASKS)].format(_DEEDS[number // len(_ASKS) % len(_DEEDS)])


def chat_answer(rng: np.random.Generator) -> str:
    """Draw the answer of an assistant."""
    return f"{_draw(rng, _OPENINGS)} {_draw(rng, _MIDDLES)}. {_draw(rng, _ENDINGS)}"


def search_pair(rng: np.random.Generator) -> dict[str, str]:
    """Draw a query and one result, as an Appen unit holds them."""
    thing = _draw(rng, _THINGS)
    shown = thing if chance(rng, 0.7) else _draw(rng, _THINGS)
    slug = shown.replace(" ", "-")
    return {
        "query": _draw(rng, _TWISTS).format(thing),
        "result_title": f"{shown.capitalize()}: what to know",
        "result_url": f"https://{_draw(rng, _SITES)}/{slug}/{int(rng.integers(100, 999))}",
        "snippet": f"Everything about {shown}, with pictures and a comparison table.",
    }


def advice_pair(rng: np.random.Generator) -> tuple[str, str]:
    """Draw an everyday question and a model's answer to it."""
    return _draw(rng, _WORRIES) + _draw(rng, _WHO), _draw(rng, _REPLIES)


def _draw(rng: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(rng.integers(len(choices)))]
