"""Made these pictures, with encoders that have no place among what the project installs:
pip install pillow-heif imagecodecs imageio-ffmpeg, elsewhere, and cjpeg of libjpeg-turbo; then
python tests/evidence/odd/make.py. What Pillow itself writes is made in tests/evidence/pictures.py.
"""

import subprocess
from importlib import import_module
from pathlib import Path
from struct import pack

from PIL import Image

HERE = Path(__file__).parent
heif, codecs, numpy, ffmpeg = map(
    import_module, ("pillow_heif", "imagecodecs", "numpy", "imageio_ffmpeg")
)


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


def heics() -> None:
    save("several.heic", scene(320, 240), scene(640, 480), Image.new("RGB", (64, 64)), primary=1)
    save("fifty_megapixels.heic", scene(8192, 6144))
    save("fifty_two_megapixels.heic", scene(8192, 6400))
    save("grey.heic", scene(640, 480).convert("L"))
    turned = scene(640, 480)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.info["exif"] = exif.tobytes()
    save("turned.heic", turned)
    seen_through = scene(640, 480)
    seen_through.putalpha(Image.new("L", seen_through.size, 255))
    save("alpha.heic", seen_through)
    ten = heif.HeifFile()
    wide = numpy.asarray(scene(640, 480)).astype("uint16") << 8
    ten.add_frombytes("RGB;16", (640, 480), wide.tobytes())
    ten.save(HERE / "ten_bits.heic", quality=40)


def sequence() -> None:
    """Pictures that move and none that stands: a film of which the first box says msf1."""
    still, film = HERE / "still.png", HERE / "film.mp4"
    scene(160, 120).save(still)
    coded = ["-frames:v", "3", "-c:v", "libx265", "-tag:v", "hvc1", "-pix_fmt", "yuv420p"]
    program = ffmpeg.get_ffmpeg_exe()
    command = [program, "-loglevel", "error", "-loop", "1", "-i", str(still), *coded, str(film)]
    subprocess.run(command, check=True, timeout=60)
    data = film.read_bytes()
    kind = pack(">I4s4sI", 28, b"ftyp", b"msf1", 0) + b"msf1hevciso8"
    assert data[:4] == kind[:4]
    (HERE / "sequence.heic").write_bytes(kind + data[28:])
    still.unlink()
    film.unlink()


def jpegs() -> None:
    small = numpy.asarray(scene(96, 96))
    wide = small.astype("uint16") << 4
    inks = 255 - numpy.asarray(scene(160, 120).convert("CMYK"))
    made = {
        "lossless": codecs.jpeg_encode(small, lossless=True),
        "lossless_of_sixteen_bits": codecs.jpeg_encode(wide, lossless=True, bitspersample=16),
        "twelve_bits": codecs.jpeg_encode(wide, bitspersample=12),
        "grey_of_twelve_bits": codecs.jpeg_encode(wide[:, :, 0].copy(), bitspersample=12),
        "jpeg_ls": codecs.jpegls_encode(small),
        "ycck": codecs.jpeg_encode(inks, colorspace="CMYK", outcolorspace="YCCK"),
        "rgb": codecs.jpeg_encode(small, colorspace="RGB", outcolorspace="RGB"),
    }
    light = numpy.ones((120, 160, 4), "float16")
    light[:, :80], light[:, 80:] = (4, 0.2, 0.2, 1), (0.2, 0.2, 4, 1)
    made["ultra_hdr"] = codecs.ultrahdr_encode(light)
    for name, data in made.items():
        (HERE / f"{name}.jpg").write_bytes(data)
    # Beyond 64 KB, which is as much as a decoder is given at a time.
    noise = numpy.random.default_rng(1).integers(0, 120, (240, 320, 3), "uint8")
    Image.fromarray(noise + numpy.asarray(scene(320, 240)) // 2).save(HERE / "noise.ppm")
    for name, more in (("arithmetic", []), ("arithmetic_progressive", ["-progressive"])):
        how = ["-quality", "97", "-arithmetic", *more, "-outfile", str(HERE / f"{name}.jpg")]
        subprocess.run(["cjpeg", *how, str(HERE / "noise.ppm")], check=True, timeout=60)  # noqa: S607
    (HERE / "noise.ppm").unlink()


if __name__ == "__main__":
    heics()
    sequence()
    jpegs()
