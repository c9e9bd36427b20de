// Random expressions over everything that can be named.
#pragma once

#include "tests/random/dice.hpp"
#include "tests/random/whole_world.hpp"

namespace revoke_mc::random_specs::whole {

class Say {
public:
    Say(Dice& dice, const World& world) : dice_(dice), world_(world) {}

    [[nodiscard]] std::string boolean(const Spot& spot, int depth = 2);
    [[nodiscard]] std::string integer(const Spot& spot, int depth = 1);
    [[nodiscard]] std::string constant_of(Kind kind);
    /// Names a shared variable if there is any: testing it is then a step.
    [[nodiscard]] std::string shared(const Spot& spot);
    [[nodiscard]] std::string value_for(const Spot& spot, const Thing& thing);
    [[nodiscard]] std::string condition(const Spot& spot) { return dice_.chance(60) ? shared(spot) : boolean(spot, 2); }

    /// All things of a kind, index included.
    [[nodiscard]] std::vector<Place> places(const Spot& spot, Kind kind);
    [[nodiscard]] std::vector<Place> writable(const Spot& spot, Kind kind);
    /// One of them, or nothing.
    [[nodiscard]] std::string one(const Spot& spot, Kind kind);
    /// `(c1 i where ...)` without the brackets, and what it binds; empty if there is nothing to range over.
    [[nodiscard]] std::string binder(Spot& spot, bool numbers, bool filter = true);
    /// Actual arguments, or false if one cannot be made.
    [[nodiscard]] bool arguments(const Spot& spot, const std::vector<Thing>& parameters, std::string& text);
    [[nodiscard]] std::string fresh(const char* letter) { return letter + std::to_string(names_++); }
    [[nodiscard]] std::string literal();
    /// A thread as it is named from outside, or nothing.
    [[nodiscard]] std::string thread(const Spot& spot);
    /// An element of an array, or the thing itself if it is not an array.
    [[nodiscard]] std::string indexed(const Spot& spot, const std::string& path, int elements);
    /// Calls of functions with such a result.
    [[nodiscard]] std::vector<std::string> calls(const Spot& spot, Kind result);

private:
    struct Base {
        std::string text;
        const Component* component;
        bool last;
    };
    [[nodiscard]] std::vector<Base> bases(const Spot& spot);
    void add_things(const Spot& spot, const Base& base, const std::vector<Thing>& things, Kind kind,
                    std::vector<Place>& out);
    void add_records(const Spot& spot, const std::string& path, Kind record, Kind kind, bool last,
                     std::vector<Place>& out);
    void add_library(const Spot& spot, Kind kind, std::vector<Place>& out);
    void add_references(const Spot& spot, Kind kind, std::vector<Place>& out);
    [[nodiscard]] std::string test(const Spot& spot, const Place& place);
    [[nodiscard]] std::string atom(const Spot& spot);
    [[nodiscard]] std::string special(const Spot& spot, int depth);
    [[nodiscard]] std::string quantifier(const Spot& spot, int depth);
    [[nodiscard]] std::string position(const Spot& spot);
    [[nodiscard]] std::string holds(const Spot& spot);
    [[nodiscard]] std::string same(const Spot& spot);
    [[nodiscard]] std::string predicate(const Spot& spot);
    [[nodiscard]] std::vector<std::string> library_predicates(const Spot& spot);
    [[nodiscard]] std::string about_objects(const Spot& spot);
    [[nodiscard]] std::string arithmetic(const Spot& spot, int depth);
    [[nodiscard]] bool add_arguments(const Spot& spot, const Spot& inner, const std::vector<Thing>& parameters,
                                     std::string& text);
    [[nodiscard]] std::string binder_set(Spot& spot, const std::string& name);

    Dice& dice_;
    const World& world_;
    int names_ = 0;
    int nesting_ = 0;
    int calling_ = 0;
};

}  // namespace revoke_mc::random_specs::whole
