// SPDX-License-Identifier: Apache-2.0
// The corpus asked by callers of the app API: every answer must be the reference's over the items
// that the caller may read, or read and write, as if there were no others.

#include "domain/items/device_owner.hpp"
#include "domain/permissions/permission.hpp"
#include "tests/contract/steps.hpp"
#include "tests/monaql/generate.hpp"
#include "tests/monaql/reference.hpp"
#include "tests/monaql/stored_corpus.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace hako::monaql::corpus {
namespace {

using permissions::Permission;
using permissions::Right;
using ::testing::IsEmpty;
using Need = Visibility::Need;

/// Seeds of their own.
constexpr std::uint64_t kFirstSeed = 2'000'000;
constexpr std::size_t kQuestionsOfCollection = 400;
constexpr std::string_view kDevices[] = {"phone", "pad"};

/// How open the collection is: permissions come from here.
enum class Openness { closed, mixed, open };

std::string random_permission(Choice& choice, Openness openness, const std::vector<UserId>& users) {
    static constexpr std::string_view kRights[] = {"", "r", "w", "rw"};
    static constexpr std::string_view kClosed[] = {"", "", "", "w", "r"};
    std::string text = R"({"public":")";
    text += openness == Openness::open     ? "r"
            : openness == Openness::closed ? choice.one_of(kClosed)
                                           : choice.one_of(kRights);
    text += '"';
    for (const UserId& user : users) {
        if (choice.chance(30)) {
            text += ",\"" + user.text() + R"(":")" + std::string(choice.one_of(kRights)) + '"';
        }
    }
    return text + "}";
}

/// Callers, and the collection as each of them sees it.
class Seen {
public:
    Seen(const std::vector<items::Item>& items, Identity identity, Need need)
        : visibility{std::move(identity), need} {
        const Right wanted = need == Need::read ? Right::r : Right::rw;
        std::vector<items::Item> visible;
        std::copy_if(
            items.begin(),
            items.end(),
            std::back_inserter(visible),
            [&](const auto& item) {
                const auto permission = Permission::from_stored(item.permission);
                return includes(permission.rights_of(visibility.identity, item.owner), wanted);
            }
        );
        reference.emplace(visible);
    }

    Visibility visibility;
    std::optional<Reference> reference;
};

class VisibleCorpus : public ::testing::Test {
protected:
    VisibleCorpus() : storage_(folder_.path()) {}

    /// Makes a collection, asks, and drops it.
    void ask(std::uint64_t seed, std::size_t items, std::size_t questions, std::size_t offset_max) {
        constexpr Indexes kKinds[] = {
            Indexes::none, Indexes::single, Indexes::composite, Indexes::random
        };
        constexpr Openness kOpenness[] = {Openness::closed, Openness::mixed, Openness::open};
        collection_ = "V" + std::to_string(seed);
        Choice choice(seed);
        Generator generator(seed);
        const auto made = with_permissions(generator.items(items), choice, kOpenness[seed % 3]);
        StoredCollection stored(storage_.data(), collection_, made);
        stored.create_indexes(kKinds[seed / 3 % std::size(kKinds)], choice);
        std::map<std::size_t, Seen> seen;  // by caller and need, made when first asked as
        for (std::size_t i = 0; i < questions && !HasFailure(); ++i) {
            Question question = stored.question(generator);
            narrow_to_device(question, choice);
            if (offset_max > 0) {
                question.page.offset = static_cast<std::int64_t>(choice.below(offset_max));
            }
            if (choice.chance(10)) {
                question.text.clear();
                question.bind = "[]";
            }
            const std::size_t who = choice.below(std::size(kDevices) * (users_.size() + 1) * 2);
            seen.try_emplace(who, stored.items(), identity(who / 2), need(who % 2));
            compare(question, seen.at(who));
        }
        ASSERT_THAT(sqlite::problems_of(storage_.file()), IsEmpty());
        ASSERT_TRUE(steps::drop(storage_.data(), collection_).has_value());
    }

private:
    static Need need(std::size_t number) {
        return number == 0 ? Need::read : Need::read_and_write;
    }

    /// Each user on each device, and each device without a user.
    [[nodiscard]] Identity identity(std::size_t number) const {
        const std::size_t user = number / std::size(kDevices);
        return {
            DeviceKey::of(kDevices[number % std::size(kDevices)]),
            user < users_.size() ? std::optional(users_[user]) : std::nullopt
        };
    }

    /// Gives them owners, devices among them, and permissions. The users are those that own.
    std::vector<items::Item>
    with_permissions(std::vector<items::Item> items, Choice& choice, Openness openness) {
        users_.clear();
        for (const auto& item : items) {
            const UserId* user = item.owner.user();
            if (user != nullptr && std::find(users_.begin(), users_.end(), *user) == users_.end()) {
                users_.push_back(*user);
            }
        }
        std::sort(users_.begin(), users_.end());  // as the keys of a stored permission
        for (auto& item : items) {
            if (item.owner.is_nobody() && choice.chance(60)) {
                item.owner = DeviceKey::of(choice.one_of(kDevices));
            }
            item.permission = random_permission(choice, openness, users_);
        }
        return items;
    }

    /// Sometimes asks for the items of a device as well, as the rewritten query names it.
    static void narrow_to_device(Question& question, Choice& choice) {
        if (!choice.chance(15)) {
            return;
        }
        const std::string device = DeviceKey::of(choice.one_of(kDevices)).hex();
        const std::string own = std::string(items::kDeviceOwnerProperty) +
                                (choice.chance(50) ? " == \"" : " != \"") + device + '"';
        question.text = question.text.empty() ? own : "(" + question.text + ") && " + own;
    }

    void compare(const Question& question, const Seen& seen) {
        ListQuery query = list_query(question);
        const Selection expected = seen.reference->select(query);
        query.visible_to = seen.visibility;
        const auto told = [&] {
            const auto& user = seen.visibility.identity.user;
            return collection_ + ": " + text_of(question) + "\nby " +
                   (user ? user->text() : "nobody") +
                   (seen.visibility.need == Need::read ? " r" : " rw");
        };
        const auto page = steps::list(storage_.data(), collection_, query);
        ASSERT_TRUE(page.has_value());
        EXPECT_EQ(page->total, expected.total) << told();
        EXPECT_EQ(steps::ids_of(*page), expected.ids) << told();
        EXPECT_EQ(page->rows_json.find("_permission"), std::string::npos) << told();
        const auto name = steps::name_of(collection_);
        const auto count = run_blocking(storage_.data().items().count(name, query));
        ASSERT_TRUE(count.has_value());
        EXPECT_EQ(*count, expected.total) << told();
        const auto ids = run_blocking(storage_.data().items().matching(name, query));
        ASSERT_TRUE(ids.has_value() && ids->has_value());
        EXPECT_EQ(static_cast<std::int64_t>((*ids)->size()), expected.total) << told();
        for (const std::string& id : expected.ids) {
            const auto wanted = *ItemId::parse(id);
            EXPECT_NE(std::find((*ids)->begin(), (*ids)->end(), wanted), (*ids)->end()) << told();
        }
    }

    sqlite::TestFolder folder_;
    sqlite::OpenStorage storage_;
    std::string collection_;
    std::vector<UserId> users_;
};

TEST_F(VisibleCorpus, answers_as_if_there_were_nothing_else) {
    constexpr std::size_t kItems = 40;
    std::size_t cases = 0;
    for (std::uint64_t seed = kFirstSeed; cases < cases_wanted() / 2 && !HasFailure(); ++seed) {
        ask(seed, kItems, kQuestionsOfCollection, 0);
        cases += kQuestionsOfCollection;
    }
    RecordProperty("cases", static_cast<int>(cases));
}

/// More items than a list is gathered from whatever indexes there are (kVisibleRowsFew).
TEST_F(VisibleCorpus, answers_deep_inside_large_collections_as_if_there_were_nothing_else) {
    constexpr std::size_t kManyItems = 2'500;
    for (std::uint64_t seed = kFirstSeed / 2; seed < kFirstSeed / 2 + 12 && !HasFailure(); ++seed) {
        ask(seed, kManyItems, cases_wanted() / 3'000, kManyItems);
    }
}

}  // namespace
}  // namespace hako::monaql::corpus
