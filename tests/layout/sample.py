"""Rendered screens to lay out."""

from bot.render import Choice, Rendered

TRADES = (
    *("🧵 Sewing", "🥕 Food, market", "💇 Hair, beauty", "♻️ Scrap", "🧹 Cleaning"),
    *("🔨 Building, craft", "🚚 Transport", "🌾 Farming", "☕ Café, food stand"),
)


def shown(
    text: str, *labels: str, numbers: tuple[int, ...] = (), lines: bool = False, opener: str = "👉 Choose"
) -> Rendered:
    """Return a screen whose choices have these labels, numbered from 1 unless ``numbers`` says otherwise."""
    numbers = numbers or tuple(range(1, len(labels) + 1))
    choices = tuple(
        Choice(f"work.ask.v{place}@1", label, number)
        for place, (label, number) in enumerate(zip(labels, numbers, strict=True))
    )
    return Rendered("work.ask", text, choices, "en", lines, "work.ask", "work.ask", opener if labels else "")
