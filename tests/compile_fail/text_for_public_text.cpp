// SPDX-License-Identifier: Apache-2.0
// Text becomes public by decision, not by conversion.
// expect: conversion from .*string.* to non-scalar type .*hako::PublicText.* requested
#include "base/error.hpp"

hako::PublicText use() {
    const std::string text = "Item not found.";
#ifdef RIGHT_WAY
    const hako::PublicText shown(text);
#else
    const hako::PublicText shown = text;
#endif
    return shown;
}
