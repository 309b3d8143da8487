"""People who read tips as they talk about them; nothing is tested here."""

from bot.services import tip_content
from bot.services.staff import OPERATOR
from flows.content.tips import Line
from tests.house import House
from tests.tips.garden import lines

SEW1 = "✂️ Put pattern pieces close together before cutting. Less cloth is lost, so each piece costs less."
SEW2 = "🧵 Keep scraps by colour. Sell them as patches, hair bands, bags or cleaning rags."
TRY = "\nWill you try it?"
MENU = "What do you want?"


async def sow(house: House, *some: Line) -> None:
    """Bring in the tips that Drom comes with, or these."""
    now = house.clock.now()
    await house.run(lambda connection: tip_content.bring(connection, OPERATOR, some or lines(), now))
