"""Files that strangers send: ordinary ones, and ones that are made to hurt whoever reads them.  All are generated here."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pypdfium2
from PIL import Image


def pdf(pages: int = 1, width: float = 612, height: float = 792, content: bytes = b"") -> bytes:
    """A PDF as its writer says it is: the MediaBox may say anything."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *[
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.4f %.4f]/Contents 3 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
            % (width, height)
        ]
        * pages,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def ordinary_pdf(number: int) -> bytes:
    """A letter or a fax of some pages with words and boxes."""
    luck = random.Random(number)
    lines = b"".join(
        b"BT /F %d Tf %d %d Td (Referral %d, line %d) Tj ET\n"
        % (luck.randint(8, 20), luck.randint(20, 90), 760 - 18 * n, number, n)
        for n in range(40)
    )
    boxes = b"".join(b"%d %d %d %d re S\n" % tuple(luck.randint(10, 500) for _ in range(4)) for _ in range(30))
    sizes = ((612, 792), (595, 842), (792, 612), (612, 1008))
    return pdf(luck.randint(1, 6), *sizes[number % 4], lines + boxes)


def photograph(number: int) -> bytes:
    luck = random.Random(number)
    out, kind = io.BytesIO(), ("JPEG", "PNG")[number % 2]
    mode = ("RGB", "L", "RGB", "P" if kind == "PNG" else "CMYK")[number % 4]
    Image.new(mode, (luck.randint(200, 1600), luck.randint(200, 1600))).save(out, kind)
    return out.getvalue()


def ordinary() -> dict[str, bytes]:
    return {f"letter {n}": ordinary_pdf(n) for n in range(30)} | {f"photograph {n}": photograph(n) for n in range(30)}


def _png(width: int, height: int, body: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def hostile() -> dict[str, bytes]:
    """Each must end as 'cannot be shown', and cost next to nothing."""
    jpeg, letter = photograph(2), ordinary_pdf(1)
    nested = b"q " * 400_000
    return {
        "a page 325 by 100,000": pdf(1, 325, 100_000),
        "a page of 3,000,000": pdf(1, 3_000_000, 3_000_000),
        "a page of nothing": pdf(1, 0.0001, 792),
        "a thin page": pdf(1, 20, 14_000),
        "no pages": pdf(0),
        "a cut letter": letter[: len(letter) // 2] + b"\n%%EOF",
        "rubbish": b"%PDF-1.7\n" + random.Random(1).randbytes(50_000) + b"\n%%EOF",
        "a picture 60,000 by 60,000": _png(60_000, 60_000, b"\0" * 4_000_000),
        "a picture 2,000,000,000 wide": _png(2_000_000_000, 1, b"\0" * 100),
        "a cut photograph": jpeg[: len(jpeg) // 3],
        "a photograph of nothing": b"\xff\xd8\xff" + b"0" * 100,
        "a PNG that inflates": _png(20_000, 20_000, b"\0" * 4_000_000),
        "a web page that begins as a photograph": b"\xff\xd8\xff<html><script>alert(1)</script></html>",
        "a program in a PDF's clothes": b"%PDF-1.4\nMZ" + b"\x90" * 3000 + b"%%EOF",
        "states pushed 400,000 times": pdf(1, 325, 100_000, nested),
        "an endless drawing": pdf(1, 600, 800, b"0 0 m " + b"9 9 l 300 700 200 100 400 50 c " * 120_000 + b"S"),
    }


def opens_with_pdfium(data: bytes) -> bool:
    """A file of the corpus that claims to be an ordinary PDF is one."""
    return len(pypdfium2.PdfDocument(data)) > 0
