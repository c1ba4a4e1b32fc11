// SPDX-License-Identifier: Apache-2.0
#include "server/given_files.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

namespace hako::server {
namespace {

/// A key has some hundred bytes, a certificate with its chain some thousand, a mail's text 64 KiB
/// at most.
constexpr std::size_t kFileBytesMax = 512UL * 1024;

std::string all_of(std::istream& stream) {
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Puts the contents of the file `name` into `text`; without a name does nothing.
Result<void> read(const std::string& name, std::string& text) {
    if (name.empty()) {
        return {};
    }
    if (name == "-") {
        text = all_of(std::cin);
    } else {
        std::ifstream file(name, std::ios::binary);
        text = all_of(file);
        if (!file.good() && !file.eof()) {
            return Error::unavailable(PrivateDetail("cannot read the file " + name));
        }
    }
    if (text.empty() || text.size() > kFileBytesMax) {
        return Error::unavailable(PrivateDetail(
            "the file " + name + (text.empty() ? " is empty" : " is too large for what it is for")
        ));
    }
    return {};
}

Result<void> read_password(GivenFile& password) {
    HAKO_TRY(read(password.file, password.text));
    // Editors end the line.
    if (password.text.ends_with('\n')) {
        password.text.pop_back();
    }
    if (password.text.ends_with('\r')) {
        password.text.pop_back();
    }
    return {};
}

}  // namespace

Result<Command> with_files(Command command) {
    if (auto* push = std::get_if<PushConfigure>(&command)) {
        HAKO_TRY(read(push->file, push->text));
    } else if (auto* mail = std::get_if<MailConfigure>(&command)) {
        HAKO_TRY(read_password(mail->password));
        HAKO_TRY(read(mail->ca.file, mail->ca.text));
    } else if (auto* set = std::get_if<TemplateSet>(&command)) {
        HAKO_TRY(read(set->body.file, set->body.text));
    }
    return command;
}

}  // namespace hako::server
