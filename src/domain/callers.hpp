// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"

#include <memory>
#include <utility>

namespace hako {

class BackendStorage;

namespace backends {
struct Entry;
class Directory;
}  // namespace backends

/// Who is asking, and of which backend. Cannot be made by default: only what proved a credential
/// makes one, and every use case takes one, so no door leads around the proof.
class Caller {
public:
    [[nodiscard]] const backends::Entry& backend() const {
        return *backend_;
    }

protected:
    explicit Caller(std::shared_ptr<const backends::Entry> backend)
        : backend_(std::move(backend)) {}

    ~Caller() = default;
    Caller(const Caller&) = default;
    Caller(Caller&&) = default;
    Caller& operator=(const Caller&) = default;
    Caller& operator=(Caller&&) = default;

private:
    std::shared_ptr<const backends::Entry> backend_;
};

/// A server program that showed a valid management key from an allowed address. May do everything
/// to the items and users of that one backend.
class ManagementCaller final : public Caller {
private:
    friend class backends::Directory;

    explicit ManagementCaller(std::shared_ptr<const backends::Entry> backend)
        : Caller(std::move(backend)) {}
};

/// An app's native framework, which named the push project that it was built with. The name is
/// public, so this proves nothing but which backend is meant: it may register and unregister
/// devices, and learns nothing of them.
class NativeCaller final : public Caller {
private:
    friend class backends::Directory;

    explicit NativeCaller(std::shared_ptr<const backends::Entry> backend)
        : Caller(std::move(backend)) {}
};

/// The operator of this machine: whoever can open the data folder or its control socket. May manage
/// backends and keys; not an owner of any item.
class OperatorCaller final {
public:
    /// The proof is the file system's: the data folder is held, or the socket was reached.
    static OperatorCaller of_data_folder() {
        return {};
    }

private:
    OperatorCaller() = default;
};

}  // namespace hako
