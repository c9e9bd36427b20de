// Numbers that cannot be mixed up: what compiles, what does not, and what an index container does.
#include <concepts>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include <catch2/catch.hpp>

#include "explorer/base/id.hpp"

namespace revoke_mc {
namespace {

using Apple = Id<struct AppleTag>;
using Pear = Id<struct PearTag>;

template <class Container, class Index>
concept indexable = requires(Container& container, Index index) {
    container[index];
};

static_assert(sizeof(Apple) == sizeof(std::uint32_t) && std::is_trivially_copyable_v<Apple>);
static_assert(!std::convertible_to<Apple, Pear> && !std::constructible_from<Apple, Pear>);
static_assert(!std::convertible_to<std::uint32_t, Apple> && !std::convertible_to<Apple, std::uint32_t>);
static_assert(!std::equality_comparable_with<Apple, Pear>);
static_assert(indexable<Indexed<Apple, int>, Apple>);
static_assert(!indexable<Indexed<Apple, int>, Pear> && !indexable<Indexed<Apple, int>, int>);

TEST_CASE("an Id is a number or none, and none comes last") {
    CHECK(Apple{} == none);
    CHECK(Apple{0} != none);
    CHECK(Apple{7}.number() == 7);
    CHECK(Apple{7} < Apple{8});
    CHECK(Apple{7} < Apple{});
    CHECK(Apple{7} + 2 == Apple{9});
    CHECK(std::unordered_set<Apple>{Apple{1}, Apple{1}, none}.size() == 2);
}

TEST_CASE("a container hands out the numbers of what is added, and knows all of them") {
    Indexed<Apple, std::string> names;
    CHECK(names.next_id() == Apple{0});
    CHECK(names.add("Alkmene") == Apple{0});
    CHECK(names.add("Boskoop") == Apple{1});
    CHECK(names[Apple{1}] == "Boskoop");
    CHECK(names.contains(Apple{1}));
    CHECK_FALSE(names.contains(Apple{2}));
    CHECK_FALSE(names.contains(none));
    std::vector<Apple> all;
    for (const Apple apple : names.ids()) all.push_back(apple);
    CHECK(all == std::vector<Apple>{Apple{0}, Apple{1}});
}

}  // namespace
}  // namespace revoke_mc
