// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hako::sqlite {

/// What is wrong with a backend's database file: a sentence each; empty when all is well. Looks at
/// what must hold after every commit and every crash: the file's own structure, each set's count
/// against its rows, the entries of each index against the rows (of one that is being built,
/// against those it has come to), the readers of the rows, and that every table is named by some
/// row.
std::vector<std::string> problems_of(const std::string& file);

/// Bytes of the file that hold something: its pages without the free ones.
std::int64_t used_bytes(const std::string& file);

}  // namespace hako::sqlite
