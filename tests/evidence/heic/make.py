"""Made these HEIC files, with an encoder that has no place among what the project installs:
pip install pillow-heif, elsewhere, then python tests/evidence/heic/make.py.
"""

from importlib import import_module
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
heif = import_module("pillow_heif")


def scene(width: int, height: int) -> Image.Image:
    """As tests/evidence/pictures.py's: red at the left, blue at the right."""
    image = Image.new("RGB", (width, height), (30, 60, 200))
    image.paste((200, 40, 30), (0, 0, width // 2, height))
    return image


def save(name: str, *pictures: Image.Image, primary: int = 0) -> None:
    file = heif.HeifFile()
    for each in pictures:
        file.add_from_pillow(each)
    file.save(HERE / name, quality=40, primary_index=primary)


def make() -> None:
    save("several.heic", scene(320, 240), scene(640, 480), Image.new("RGB", (64, 64)), primary=1)
    save("fifty_megapixels.heic", scene(8192, 6144))
    save("grey.heic", scene(640, 480).convert("L"))
    turned = scene(640, 480)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.info["exif"] = exif.tobytes()
    save("turned.heic", turned)


if __name__ == "__main__":
    make()
