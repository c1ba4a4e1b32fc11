// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_box.hpp"

#include "base/check.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

namespace hako::crypto {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr char kVersion = 1;
constexpr std::size_t kHeadBytes = 1 + kNonceBytes;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

class File {
public:
    File(const std::filesystem::path& path, int flags)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}

    File(const File&) = delete;
    File& operator=(const File&) = delete;

    ~File() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }

    [[nodiscard]] int get() const {
        return descriptor_;
    }

    [[nodiscard]] bool is_open() const {
        return descriptor_ >= 0;
    }

private:
    int descriptor_;
};

Error unusable(const std::filesystem::path& path, const std::string& why) {
    return Error::unavailable(PrivateDetail("key file " + path.string() + ": " + why));
}

std::string last_error() {
    return std::error_code(errno, std::generic_category()).message();
}

Result<Secret> read_key(const std::filesystem::path& path, const File& file) {
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) {
        return unusable(path, last_error());
    }
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return unusable(path, "may be read by others; chmod 600 it");
    }
    std::string key(kKeyBytes + 1, '\0');
    const ssize_t size = ::read(file.get(), key.data(), key.size());
    if (size != static_cast<ssize_t>(kKeyBytes)) {
        return unusable(path, "is not a key of 32 bytes");
    }
    key.resize(kKeyBytes);
    return Secret(std::move(key));
}

bool write_whole(int descriptor, std::string_view bytes) {
    return ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
           ::fsync(descriptor) == 0;
}

// Under another name first, so that a crash leaves a whole key or none; linked into place, so that
// of two that make one at once only the first counts.
Result<void> create_key(const std::filesystem::path& path, Random& random) {
    std::array<std::byte, kKeyBytes> key{};
    random.fill(key);
    std::array<std::byte, 8> suffix{};
    random.fill(suffix);
    auto draft = path;
    draft += ".";
    for (const std::byte byte : suffix) {
        draft += std::to_string(std::to_integer<int>(byte));
    }
    const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
    bool made = false;
    {
        const File file(draft, O_WRONLY | O_CREAT | O_EXCL);
        made = file.is_open() && write_whole(file.get(), bytes);
    }
    sodium_memzero(key.data(), key.size());
    if (made && ::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) {
        made = false;
    }
    const std::string why = last_error();
    ::unlink(draft.c_str());
    if (!made) {
        return unusable(path, why);
    }
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const File directory(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.is_open() || ::fsync(directory.get()) != 0) {
        return unusable(path, last_error());
    }
    return {};
}

}  // namespace

Result<Sealer> Sealer::open_or_create(const std::filesystem::path& path, Random& random) {
    if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
        HAKO_TRY(create_key(path, random));
    }
    const File file(path, O_RDONLY);
    if (!file.is_open()) {
        return unusable(path, last_error());
    }
    HAKO_TRY_ASSIGN(Secret key, read_key(path, file));
    return Sealer(std::move(key));
}

std::string Sealer::seal(std::string_view secret, std::string_view associated, Random& random)
    const {
    std::array<std::byte, kNonceBytes> nonce{};
    random.fill(nonce);
    std::string box(kHeadBytes + secret.size() + kTagBytes, '\0');
    box[0] = kVersion;
    std::copy_n(reinterpret_cast<const char*>(nonce.data()), nonce.size(), box.begin() + 1);
    const int done = crypto_aead_xchacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char*>(box.data()) + kHeadBytes,
        nullptr,
        bytes_of(secret),
        secret.size(),
        bytes_of(associated),
        associated.size(),
        nullptr,
        bytes_of(box) + 1,
        bytes_of(key_.reveal())
    );
    check(done == 0, "libsodium cannot seal");
    return box;
}

std::optional<Secret> Sealer::open(std::string_view box, std::string_view associated) const {
    if (box.size() < kHeadBytes + kTagBytes || box.front() != kVersion) {
        return std::nullopt;
    }
    const std::string_view sealed = box.substr(kHeadBytes);
    std::string secret(sealed.size() - kTagBytes, '\0');
    const int done = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(secret.data()),
        nullptr,
        nullptr,
        bytes_of(sealed),
        sealed.size(),
        bytes_of(associated),
        associated.size(),
        bytes_of(box) + 1,
        bytes_of(key_.reveal())
    );
    if (done != 0) {
        return std::nullopt;
    }
    return Secret(std::move(secret));
}

}  // namespace hako::crypto
