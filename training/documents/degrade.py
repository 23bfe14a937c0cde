"""Makes a clean page look scanned or photographed: skew, perspective, shadow, fading, blur, low
resolution, noise, JPEG.

Small movements only (a degree or two, a few percent of perspective, a little margin): the
words' places on the page stay close to where they were drawn, as they do for a reader whose
text comes from the same picture.
"""

from __future__ import annotations

import random

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def _generator(rng: random.Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(32))


def _warp(image: Pixels, rng: random.Random, level: float) -> Pixels:
    """Skew, perspective and a margin of table or scanner bed in one resampling."""
    height, width = image.shape[:2]
    reach = level * min(width, height)
    background = rng.choice((0, 20, 40, 60, 255, 255, 255, 235))
    margin = 0.03 * rng.random() * level if background < 255 else 0.0
    angle = np.deg2rad(rng.gauss(0, 0.9) * level)
    cos, sin = np.cos(angle), np.sin(angle)
    bend = 0.018 * reach
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    centre = np.array([width / 2, height / 2], dtype=np.float32)
    turned = (corners - centre) * (1 - 2 * margin) @ np.array(
        [[cos, sin], [-sin, cos]], dtype=np.float32
    ) + centre
    turned += np.array(
        [[rng.uniform(-bend, bend), rng.uniform(-bend, bend)] for _ in range(4)], dtype=np.float32
    )
    matrix = cv2.getPerspectiveTransform(corners, turned.astype(np.float32))
    shade = tuple(max(0, min(255, background + rng.randint(-12, 12))) for _ in range(3))
    out = cv2.warpPerspective(
        image,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=shade,
    )
    return np.asarray(out, dtype=np.uint8)


def _light(height: int, width: int, rng: random.Random, level: float) -> npt.NDArray[np.float32]:
    """A smooth field of light, [H, W, 1], about 1: a gradient, soft shadows, at times folds across
    the paper."""
    rough = np.array(
        [[1 - 0.35 * level * rng.random() ** 2 for _ in range(4)] for _ in range(5)],
        dtype=np.float32,
    )
    field: npt.NDArray[np.float32] = np.asarray(
        cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32
    )
    for _ in range(rng.choice((0, 0, 0, 1, 2, 3))):
        at = rng.randrange(height)
        field[at : at + max(1, height // 200)] *= np.float32(1 - 0.25 * level * rng.random())
    return np.asarray(field[..., None], dtype=np.float32)


def _tint(rng: random.Random, level: float) -> npt.NDArray[np.float32]:
    """The paper's colour under the lamp, shares of white by channel."""
    grey = 1 - 0.25 * level * rng.random()
    warm = rng.uniform(-0.03, 0.1) * level
    return np.array([grey, grey - 0.4 * warm, grey - warm], dtype=np.float32)


def _fade(
    image: npt.NDArray[np.float32], rng: random.Random, level: float
) -> npt.NDArray[np.float32]:
    """Thermal print gone pale, in bands along the roll, at times bluish."""
    strength = 0.65 * level * rng.random()
    bands = np.array([[strength * rng.uniform(0.4, 1.0)] for _ in range(6)], dtype=np.float32)
    field = cv2.resize(bands, (1, image.shape[0]), interpolation=cv2.INTER_LINEAR).reshape(-1, 1, 1)
    ink = np.array([90, 90, 140] if rng.random() < 0.3 else [80, 80, 80], dtype=np.float32)
    share = field * (255 - image) / 255
    return np.asarray(image + share * (255 - ink * (1 - field)) * 0.8, dtype=np.float32)


def _noise(
    image: npt.NDArray[np.float32], rng: random.Random, level: float
) -> npt.NDArray[np.float32]:
    """Sensor grain and, on scans, specks."""
    grain = _generator(rng)
    height, width = image.shape[:2]
    sigma = 9.0 * level * rng.random()
    image += grain.standard_normal((height, width, 1), dtype=np.float32) * sigma
    if rng.random() < 0.3 * level:
        count = int(height * width * 0.0006 * level)
        image[grain.integers(0, height, count), grain.integers(0, width, count)] = rng.choice(
            (0.0, 60.0, 255.0)
        )
    return image


def _soften(image: Pixels, rng: random.Random, level: float) -> Pixels:
    """Out of focus, moved, or scanned at few dots."""
    kind = rng.random()
    height, width = image.shape[:2]
    if kind < 0.35:
        return np.asarray(
            cv2.GaussianBlur(image, (0, 0), 0.3 + 0.9 * level * rng.random()), dtype=np.uint8
        )
    if kind < 0.65:
        share = 1 - 0.45 * level * rng.random()
        small = cv2.resize(
            image,
            (max(8, int(width * share)), max(8, int(height * share))),
            interpolation=cv2.INTER_AREA,
        )
        return np.asarray(
            cv2.resize(
                small,
                (width, height),
                interpolation=rng.choice((cv2.INTER_LINEAR, cv2.INTER_NEAREST, cv2.INTER_CUBIC)),
            ),
            dtype=np.uint8,
        )
    if kind < 0.75:
        kernel = np.zeros((3, 3), dtype=np.float32)
        kernel[1, :] = 1 / 3
        return np.asarray(
            cv2.filter2D(image, -1, kernel if rng.random() < 0.5 else kernel.T), dtype=np.uint8
        )
    return image


def _compress(image: Pixels, rng: random.Random, level: float) -> Pixels:
    quality = int(92 - 62 * level * rng.random())
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _copier(image: Pixels, rng: random.Random) -> Pixels:
    """A bilevel or hard grey copy, as from a fax or an office scanner."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if rng.random() < 0.5:
        grey = cv2.threshold(grey, rng.randint(140, 215), 255, cv2.THRESH_BINARY)[1]
    else:
        grey = cv2.convertScaleAbs(grey, alpha=rng.uniform(1.0, 1.6), beta=-rng.uniform(0, 60))
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def degrade(pixels: Pixels, rng: random.Random, level: float) -> Pixels:
    """The page as a scan or a photo would show it.

    pixels: uint8 [H, W, 3], RGB. level: 0 leaves the page as it is, 1 is a poor photo; each
    effect draws its own strength up to it. Returns a new uint8 array of the same shape. Raises
    ValueError for a level outside 0..1.
    """
    if not 0.0 <= level <= 1.0:
        raise ValueError(f"level must be between 0 and 1, not {level}")
    image: Pixels = pixels.copy()
    if level == 0.0:
        return image
    if rng.random() < 0.6:
        image = _warp(image, rng, level)
    if rng.random() < 0.2:
        image = _copier(_soften(image, rng, level), rng)
    else:
        values = image.astype(np.float32)
        if rng.random() < 0.4:
            values = _fade(values, rng, level)
        values *= _light(image.shape[0], image.shape[1], rng, level) * _tint(rng, level)
        values = _noise(values, rng, level)
        image = _soften(np.clip(values, 0, 255).astype(np.uint8), rng, level)
    return _compress(image, rng, level) if rng.random() < 0.7 else image
