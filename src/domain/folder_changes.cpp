// SPDX-License-Identifier: Apache-2.0
#include "domain/folder_changes.hpp"

namespace hako {

Task<Result<void>> FolderChanges::announce() {
    auto nothing = [](SystemTransaction&) { return Task<Result<void>>::ready(Result<void>()); };
    return make<void>(nothing);
}

Result<void> FolderWatchers::changed(FolderContents contents) {
    Result<void> first;
    for (FolderWatcher* watcher : watchers_) {
        auto told = watcher->changed(contents);
        if (first.has_value()) {
            first = std::move(told);
        }
    }
    return first;
}

Task<Result<FolderContents>> FolderChanges::read(SystemTransaction& tx) {
    FolderContents contents;
    // The writer runs one transaction after the other, so numbers rise as commits do.
    contents.number = last_number_.fetch_add(1) + 1;
    HAKO_CO_TRY_ASSIGN(contents.backends, co_await tx.backends().list());
    HAKO_CO_TRY_ASSIGN(contents.keys, co_await tx.keys().list());
    HAKO_CO_TRY_ASSIGN(contents.push_credentials, co_await tx.push_credentials().list());
    co_return contents;
}

}  // namespace hako
