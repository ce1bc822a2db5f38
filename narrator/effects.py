"""What is done to a clip's sound: softened as a thought, through a telephone, in a room.

Samples are float32, mono, in [-1, 1]. With ``in_place`` a clip's own samples are changed, where
they may be, and none are copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from narrator.audio import (
    STRETCH,
    Clip,
    Samples,
    amplitude,
    count_samples,
    fade_ends,
    silence,
    weighed_power,
)

Spectrum = npt.NDArray[np.floating[Any]]


def soften(clip: Clip, *, in_place: bool = False) -> Clip:
    """Darker, as a thought: everything above 2.5 kHz falls gently, 9 dB at most."""
    return _shape(clip, _dark, in_place=in_place)


def _dark(hz: Spectrum) -> Spectrum:
    return np.asarray(1 / np.sqrt(1 + 7 * hz**2 / (hz**2 + 2500.0**2)))


LINE_GAIN_DB = 9.0
"""What a telephone line gives back at most: a voice that is all hiss stays one."""


def telephone(clip: Clip, *, in_place: bool = False) -> Clip:
    """Through a telephone line, as loud as before: 300 to 3400 Hz, third-order slopes."""
    before = weighed_power(clip)
    heard = _shape(
        clip,
        lambda hz: 1 / np.sqrt((1 + (300 / np.maximum(hz, 1)) ** 6) * (1 + (hz / 3400) ** 6)),
        in_place=in_place,
    )
    after = weighed_power(heard)
    if before and after:
        lost_db = 10 * np.log10(before / after)
        heard.samples[:] *= amplitude(min(LINE_GAIN_DB, max(0.0, lost_db)))
    return heard


ROOM = ((0.013, 0.30), (0.021, 0.24), (0.034, 0.19), (0.055, 0.14), (0.089, 0.09))
"""Echoes: seconds after the sound, and how strong."""


def room(clip: Clip, *, in_place: bool = False) -> Clip:
    """In a room, as something remembered: a few early, darker echoes; the level stays.

    It is longer by the last echo, or the room would end with the word.
    """
    heard = np.concatenate([clip.samples, silence(count_samples(ROOM[-1][0], clip.sample_rate))])
    dark = soften(clip, in_place=in_place).samples
    for delay_s, strength in ROOM:
        late = count_samples(delay_s, clip.sample_rate)
        for at in range(0, len(dark), STRETCH):
            some = dark[at : at + STRETCH]
            heard[late + at : late + at + len(some)] += np.float32(strength) * some
    heard /= np.float32((1 + sum(strength**2 for _, strength in ROOM)) ** 0.5)
    return fade_ends(Clip(heard, clip.sample_rate), in_place=True)


EFFECTS = {"soft": soften, "telephone": telephone, "room": room}
"""What ``voices.yaml`` can name as an effect."""


def _own(clip: Clip, *, in_place: bool) -> Samples:
    """Samples that may be changed: the clip's own if nobody else needs them, else a copy."""
    return clip.samples if in_place and clip.samples.flags.writeable else clip.samples.copy()


def _shape(clip: Clip, response: Callable[[Spectrum], Spectrum], *, in_place: bool = False) -> Clip:
    """The clip with its spectrum multiplied by a real response (no phase, no delay).

    Block by block (overlap-save), so that a speech of two minutes takes no more memory than a word.
    """
    reach = clip.sample_rate // 20  # the response rings no longer than 50 ms either way
    size = 1 << (8 * reach).bit_length()
    step = size - 2 * reach
    ringing = np.fft.irfft(response(np.fft.rfftfreq(size, 1 / clip.sample_rate)), size)
    ringing[reach + 1 : -reach] = 0
    gains = np.fft.rfft(ringing).real
    samples = _own(clip, in_place=in_place)
    window, before = silence(size), silence(reach)  # of what is changed already, as it was
    for at in range(0, len(samples), step):
        ahead = samples[at : at + size - reach]
        window[:reach] = before
        window[reach : reach + len(ahead)] = ahead
        window[reach + len(ahead) :] = 0
        before = window[step : step + reach].copy()
        some = samples[at : at + step]
        some[:] = np.fft.irfft(np.fft.rfft(window) * gains, size)[reach : reach + len(some)]
    return Clip(samples, clip.sample_rate)
