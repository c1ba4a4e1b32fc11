// SPDX-License-Identifier: Apache-2.0
// Gives every file of the folders named on the command line to a fuzz target, once.

#include "target.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

std::size_t replay(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
        std::printf("%s\n", entry.path().c_str());
        // The last line tells which input a crash came from.
        std::fflush(stdout);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++count;
    }
    return count;
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::size_t count = 0;
    for (int i = 1; i < argument_count; ++i) {
        if (std::filesystem::is_directory(arguments[i])) {
            count += replay(arguments[i]);
        }
    }
    return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
