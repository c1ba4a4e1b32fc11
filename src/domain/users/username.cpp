// SPDX-License-Identifier: Apache-2.0
#include "domain/users/username.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "domain/users/character_count.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdio>

namespace hako::users {
namespace {

const icu::Normalizer2& normalizer(const icu::Normalizer2* instance, UErrorCode status) {
    check(U_SUCCESS(status) != 0 && instance != nullptr, "ICU has no normalisation data");
    return *instance;
}

const icu::Normalizer2& nfc() {
    UErrorCode status = U_ZERO_ERROR;
    return normalizer(icu::Normalizer2::getNFCInstance(status), status);
}

const icu::Normalizer2& nfkc() {
    UErrorCode status = U_ZERO_ERROR;
    return normalizer(icu::Normalizer2::getNFKCInstance(status), status);
}

/// RFC 8265, section 3.3.1: full-width and half-width forms become what they are forms of. Other
/// compatibility characters (ligatures, circled digits) stay.
icu::UnicodeString map_width(const icu::UnicodeString& text) {
    icu::UnicodeString mapped;
    icu::UnicodeString decomposition;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 code_point = text.char32At(i);
        const int type = u_getIntPropertyValue(code_point, UCHAR_DECOMPOSITION_TYPE);
        if (type == U_DT_WIDE || type == U_DT_NARROW) {
            nfkc().getRawDecomposition(code_point, decomposition);
            mapped.append(decomposition);
        } else {
            mapped.append(code_point);
        }
    }
    return mapped;
}

/// What a username must not contain: the reason in words; empty when the code point is fine.
std::string_view reason_to_refuse(UChar32 code_point) {
    if (u_isUWhiteSpace(code_point) != 0) {
        return "white space";
    }
    const auto category = static_cast<UCharCategory>(u_charType(code_point));
    if (category == U_CONTROL_CHAR) {
        return "control characters";
    }
    if (category == U_PRIVATE_USE_CHAR) {
        return "private-use characters";
    }
    // Format characters and default ignorables show nothing: two names would look alike.
    if (category == U_FORMAT_CHAR ||
        u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) {
        return "zero-width characters";
    }
    if (category == U_UNASSIGNED) {
        return "unassigned characters";
    }
    return {};
}

std::string u_plus(UChar32 code_point) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "U+%04X", static_cast<unsigned>(code_point));
    return text.data();
}

/// A sentence about the first code point of a good text that is refused; empty when there is none.
std::string find_refused(std::string_view text) {
    while (!text.empty()) {
        const auto number = static_cast<UChar32>(*next_code_point(text));
        const auto reason = reason_to_refuse(number);
        if (!reason.empty()) {
            return "Must not contain " + std::string(reason) + " (" + u_plus(number) + ").";
        }
    }
    return {};
}

}  // namespace

UsernameKey UsernameKey::of(std::string_view text) {
    check(count_code_points(text).has_value(), "a username that is not UTF-8");
    const auto length = static_cast<std::int32_t>(text.size());
    icu::UnicodeString mapped =
        map_width(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), length)));
    mapped.toLower(icu::Locale::getRoot());
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString normal = nfc().normalize(mapped, status);
    check(U_SUCCESS(status) != 0, "ICU cannot normalise a username");
    std::string key;
    normal.toUTF8String(key);
    return UsernameKey(std::move(key));
}

std::string_view username_key_version() {
    return "1/" U_UNICODE_VERSION;
}

std::optional<Username>
Username::parse(std::string_view text, std::int64_t characters_min, std::string& why) {
    why = find_length_problem(text, {characters_min, limits::kUsernameCharactersMax});
    if (why.empty()) {
        why = find_refused(text);
    }
    if (!why.empty()) {
        return std::nullopt;
    }
    return Username(text);
}

}  // namespace hako::users
