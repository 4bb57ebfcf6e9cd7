"""Makes the pictures of this folder and what an independent decoder makes of them: `pip install Pillow pillow-heif pillow-jxl-plugin`, then `python3 make.py`.

`expected.json` has for each file, of this folder, of ../fixtures/pngsuite, ../fixtures/heic and ../fixtures/avif, the size when upright
and the mean colour in CIELAB (D65) and the mean alpha of parts of at least 16 pixels a
side (at most 8 by 8 of them), by Pillow, littleCMS, libheif, libavif, libjxl and OpenJPEG.
"""

import json
from io import BytesIO
from pathlib import Path

import pillow_heif
import pillow_jxl  # noqa: F401 (it registers itself)
from PIL import Image, ImageCms, ImageOps

from profiles import PROFILES, cmyk_profile, grey_profile

pillow_heif.register_heif_opener()
HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"
WIDTH, HEIGHT = 48, 32
# How each kind keeps colours nearly as they are.
EXACT = {
    "jpg": {"quality": 95, "subsampling": 0},
    "png": {},
    "tif": {"compression": "tiff_lzw"},
    "webp": {"lossless": True},
    "avif": {"quality": 90, "subsampling": "4:4:4"},
}
SRGB = ImageCms.createProfile("sRGB")


def picture():
    """Hues from left to right, darker to the bottom, and a red corner on the upper left."""
    image = Image.new("HSV", (WIDTH, HEIGHT))
    image.putdata([(x * 255 // WIDTH, 160, 255 - y * 5) for y in range(HEIGHT) for x in range(WIDTH)])
    image = image.convert("RGB")
    image.paste((220, 20, 20), (0, 0, 12, 8))
    return image


def make(folder):
    folder.mkdir(exist_ok=True)
    rgb, grey = picture(), picture().convert("L")
    alpha = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    rgba, la = rgb.copy(), grey.convert("LA")
    rgba.putalpha(alpha)
    la.putalpha(alpha)
    exact = {"quality": 95, "subsampling": 0}
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        rgb.save(folder / f"orientation-{orientation}.jpg", exif=exif.tobytes(), **exact)
        rgb.save(folder / f"orientation-{orientation}.webp", exif=exif.tobytes(), quality=95)
        rgb.save(folder / f"orientation-{orientation}.avif", exif=exif.tobytes(), quality=90)
        rgb.save(folder / f"orientation-{orientation}.tif", tiffinfo={274: orientation}, compression="tiff_deflate")
    for name, image in {"rgb": rgb, "grey": grey, "rgba": rgba, "grey-alpha": la}.items():
        for compression in ("raw", "tiff_lzw", "tiff_deflate", "packbits"):
            image.save(folder / f"{name}-{compression}.tif", compression=compression)
        image.save(folder / f"{name}.png")
        if image.mode not in ("LA",):
            image.save(folder / f"{name}.webp", lossless=True)
            image.save(folder / f"{name}.avif", quality=90, subsampling="4:4:4")
    for mode in ("1", "L", "P", "RGB", "RGBA"):
        image = rgba if mode == "RGBA" else rgb.convert(mode)
        image.save(folder / f"{mode.lower()}.bmp")
    for mode in ("1", "P", "CMYK", "YCbCr"):
        compression = "group4" if mode == "1" else None if mode == "YCbCr" else "tiff_lzw"
        rgb.convert(mode).save(folder / f"{mode.lower()}.tif", compression=compression)
    for extension in ("tif", "png"):
        grey.convert("I").point(lambda value: value * 257).convert("I;16").save(folder / f"grey-16.{extension}")
    rgb.save(folder / "jpeg.tif", compression="jpeg", quality=95)
    rgb.convert("P").save(folder / "palette.gif")
    rgb.convert("P").save(folder / "moving.gif", save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180).convert("P")])
    for subsampling in ("4:2:0", "4:2:2", "4:4:4"):
        rgb.save(folder / f"jpeg-{subsampling.replace(':', '')}.jpg", quality=95, subsampling=subsampling)
        rgb.save(folder / f"avif-{subsampling.replace(':', '')}.avif", quality=90, subsampling=subsampling, range="limited")
    rgb.save(folder / "progressive.jpg", progressive=True, **exact)
    grey.save(folder / "grey.jpg", quality=95)
    rgb.convert("CMYK").save(folder / "cmyk-without-profile.jpg", quality=95)
    make_profiles(folder, rgb, grey)
    make_forms(folder, rgb, grey, rgba)
    make_jpeg_successors(folder, rgb, grey, rgba)


def make_jpeg_successors(folder, rgb, grey, rgba):
    """JPEG XL and JPEG 2000."""
    for orientation in range(1, 9):
        # Its JPEG without a change, so that it is turned by its own header.
        Image.open(folder / f"orientation-{orientation}.jpg").save(folder / f"orientation-{orientation}.jxl")
    for name, image in {"rgb": rgb, "grey": grey, "rgba": rgba}.items():
        image.save(folder / f"{name}.jxl", lossless=True)
        image.save(folder / f"{name}-lossy.jxl", quality=95)
    mild = Image.blend(rgb, Image.new("RGB", rgb.size, (128, 128, 128)), 0.4)
    for name, profile in PROFILES.items():
        mild.save(folder / f"{name}.jxl", icc_profile=profile, lossless=True)
    for width, height in ((1, 1), (1, 40), (40, 1), (17, 33), (64, 64), (120, 90)):
        rgb.resize((width, height)).save(folder / f"{width}x{height}.jxl", lossless=True)
        rgb.resize((width, height)).save(folder / f"{width}x{height}.jp2")
    for name, image in {"rgb": rgb, "grey": grey, "ycbcr": rgb.convert("YCbCr")}.items():
        image.save(folder / f"{name}.jp2")
        image.save(folder / f"{name}.j2k")
    rgb.save(folder / "lossy.jp2", irreversible=True, quality_mode="dB", quality_layers=[45])
    rgb.save(folder / "tiles.jp2", tile_size=(16, 16))
    grey.convert("I").point(lambda value: value * 257).convert("I;16").save(folder / "grey-16.jp2")


def make_profiles(folder, rgb, grey):
    # Mild colours: what lies outside of sRGB is cut in ways of their own.
    mild = Image.blend(rgb, Image.new("RGB", rgb.size, (128, 128, 128)), 0.4)
    for name, profile in PROFILES.items():
        for extension, options in EXACT.items():
            mild.save(folder / f"{name}.{extension}", icc_profile=profile, **options)
        turned = Image.Exif()
        turned[0x0112] = 6
        mild.save(folder / f"{name}-turned.jpg", icc_profile=profile, exif=turned.tobytes(), **EXACT["jpg"])
        clear = mild.convert("RGBA")
        clear.putalpha(160)
        clear.save(folder / f"{name}-alpha.png", icc_profile=profile)
        mild.convert("P").save(folder / f"{name}-palette.png", icc_profile=profile)
    for gamma in (1.0, 1.8, 2.2):
        for extension in ("jpg", "png", "tif"):
            grey.save(folder / f"grey-gamma-{gamma}.{extension}", icc_profile=grey_profile(gamma), **EXACT[extension])
    for extension in ("jpg", "tif"):
        rgb.convert("CMYK").save(folder / f"cmyk-with-profile.{extension}", icc_profile=cmyk_profile(), **EXACT[extension])


def make_forms(folder, rgb, grey, rgba):
    for width, height in ((1, 1), (1, 40), (40, 1), (3, 2), (17, 33), (100, 9)):
        small = rgb.resize((width, height))
        for extension, options in EXACT.items():
            small.save(folder / f"{width}x{height}.{extension}", **options)
        small.save(folder / f"{width}x{height}.gif")
        small.save(folder / f"{width}x{height}.bmp")
    for every in (1, 3):
        rgb.save(folder / f"restart-{every}.jpg", restart_marker_blocks=every, **EXACT["jpg"])
    for subsampling in ("4:2:0", "4:2:2"):
        rgb.save(folder / f"progressive-{subsampling.replace(':', '')}.jpg", progressive=True, quality=95, subsampling=subsampling)
    grey.save(folder / "grey-progressive.jpg", progressive=True, quality=95)
    rgb.save(folder / "rgb-components.jpg", keep_rgb=True, quality=95)
    for colours in (2, 4, 16, 200):
        few = rgb.quantize(colours)
        few.save(folder / f"palette-{colours}.png")
        few.save(folder / f"palette-{colours}.gif")
        few.save(folder / f"palette-{colours}.tif", compression="tiff_lzw")
    for method in (0, 6):
        rgb.save(folder / f"lossy-{method}.webp", quality=95, method=method)
        rgba.save(folder / f"lossy-alpha-{method}.webp", quality=95, method=method)
    rgb.save(folder / "moving.webp", save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180)], quality=95)
    rgb.save(folder / "moving.png", save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180)])
    rgb.save(folder / "moving.avif", save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180)], quality=90)
    rgb.save(folder / "pages.tif", save_all=True, append_images=[rgb.transpose(Image.Transpose.ROTATE_180)], compression="tiff_lzw")
    for compression in ("tiff_lzw", "tiff_deflate"):
        rgb.save(folder / f"predictor-{compression}.tif", compression=compression, tiffinfo={317: 2})
    for rows in (1, 5):
        rgb.save(folder / f"strips-of-{rows}.tif", compression="tiff_lzw", tiffinfo={278: rows})
    for compression in ("group3", "group4", "tiff_ccitt", "packbits"):
        rgb.convert("1").save(folder / f"1-{compression}.tif", compression=compression)
    for extension in ("png", "gif", "webp"):
        flat = rgb.quantize(64)
        flat.save(folder / f"transparent-colour.{extension}", transparency=flat.getpixel((2, 2))) if extension != "webp" else rgba.save(
            folder / "exact.webp", lossless=True, exact=True
        )
    for transparency in ((220, 20, 20), (0, 0, 0)):
        rgb.save(folder / f"transparent-rgb-{transparency[0]}.png", transparency=transparency)
    rgb.save(folder / "interlaced.gif", interlace=1)


def expected(path):
    image = Image.open(path)
    image.seek(0)
    image.load()
    profile = image.info.get("icc_profile")
    # Pillow turns AVIF and HEIC itself, and leaves no orientation behind.
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    has_alpha = image.has_transparency_data
    if image.mode == "P" or (image.mode in ("L", "RGB", "1") and has_alpha):
        image = image.convert("RGBA" if has_alpha else "RGB")
    if image.mode in ("LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if image.mode != "CMYK" else image
    if profile:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "L" if image.mode == "L" else colours.mode
        transform = ImageCms.buildTransform(source, SRGB, mode, "RGB", renderingIntent=ImageCms.Intent.PERCEPTUAL)
        colours = ImageCms.applyTransform(image if mode == "L" else colours, transform)
    colours = colours.convert("RGB")
    parts = []
    # The sizes are compressed with half the resolution for colours: smaller parts would measure that.
    columns, rows = (max(1, min(8, side // 16)) for side in image.size)
    for row in range(rows):
        for column in range(columns):
            box = (column * image.width // columns, row * image.height // rows)
            box += ((column + 1) * image.width // columns, (row + 1) * image.height // rows)
            parts.append(mean(colours.crop(box), alpha.crop(box) if alpha else None))
    return {"width": image.width, "height": image.height, "columns": columns, "parts": parts}


def mean(colours, alpha):
    """Mean sRGB, each pixel counted by its alpha as a picture is reduced, then as CIELAB; and the mean alpha from 0 to 255."""
    weights = list(alpha.getdata()) if alpha else [255] * (colours.width * colours.height)
    total = sum(weights)
    if total == 0:
        return [0, 0, 0, 0]
    rgb = [sum(pixel[channel] * weight for pixel, weight in zip(colours.getdata(), weights)) / total for channel in range(3)]
    return [round(value, 1) for value in (*to_lab(rgb), total / len(weights))]


def to_lab(rgb):
    """sRGB (IEC 61966-2-1) to CIELAB at its own white, D65."""
    linear = [value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in rgb]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (sum(a * b for a, b in zip(row, linear)) / white for row, white in zip(rows, (0.9505, 1.0, 1.089)))
    fx, fy, fz = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def main():
    make(HERE / "files")
    folders = {"files": HERE / "files", "pngsuite": FIXTURES / "pngsuite", "heic": FIXTURES / "heic", "avif": FIXTURES / "avif"}
    result = {}
    for name, folder in folders.items():
        for path in sorted(folder.iterdir()):
            if path.suffix in (".py", ".md", ".LICENSE") or path.name.startswith("x"):
                continue
            try:
                result[f"{name}/{path.name}"] = expected(path)
            except Exception as error:  # Pillow can't open it: there is nothing to compare.
                print(path.name, error)
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in result.items())
    (HERE / "expected.json").write_text("{\n" + lines + "\n}\n")


main()
