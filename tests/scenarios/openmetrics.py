# SPDX-License-Identifier: Apache-2.0
"""A strict reader of OpenMetrics text 1.0."""

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{((?:{_LABEL})(?:,{_LABEL})*)?\}})? (\S+)")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN")
_SUFFIXES = {
    "counter": ("_total", "_created"),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count", "_created"),
}


def read(text):
    """{sample name with its labels in order of the text: number}. AssertionError when the text is
    not what the standard says."""
    assert text.endswith("\n# EOF\n"), text[-50:]
    samples, families, current = {}, {}, None
    for line in text.splitlines()[:-1]:
        if line.startswith("# "):
            _, word, name, rest = line.split(" ", 3)
            assert word in ("TYPE", "HELP", "UNIT"), line
            if word == "TYPE":
                assert rest in _SUFFIXES and name not in families, line
                families[name] = rest
            else:
                # The lines of a family stand together.
                assert name in families and name == list(families)[-1], line
            current = name
            continue
        match = _SAMPLE.fullmatch(line)
        assert match and _NUMBER.fullmatch(match[3]), line
        suffixes = _SUFFIXES[families[current]]
        assert match[1] in [current + suffix for suffix in suffixes], line
        key = match[1] + ("{%s}" % match[2] if match[2] else "")
        assert key not in samples, line
        samples[key] = float(match[3])
    _check_histograms(samples, families)
    return samples


def _check_histograms(samples, families):
    for family in (name for name, kind in families.items() if kind == "histogram"):
        series = {}
        for key, number in samples.items():
            match = re.fullmatch(rf'{family}_bucket\{{(.*?),?le="([^"]*)"\}}', key)
            if match:
                bound = float(match[2].replace("+Inf", "inf"))
                series.setdefault(match[1], []).append((bound, number))
        assert series, family
        for labels, buckets in series.items():
            tail = "{%s}" % labels if labels else ""
            assert buckets == sorted(buckets)
            assert [number for _, number in buckets] == sorted(number for _, number in buckets)
            assert buckets[-1] == (float("inf"), samples[f"{family}_count{tail}"])
            assert f"{family}_sum{tail}" in samples
