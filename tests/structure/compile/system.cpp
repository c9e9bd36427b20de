// A system that must not compile: systems.sh says with -D what is wrong with it, or nothing.
#ifdef SEARCH
#include "explorer/explorer.hpp"
#else
#include "explorer/system/features.hpp"
#endif

using namespace revoke_mc::system;

namespace {

struct Toy {
    static constexpr std::size_t words = 1;
    struct Scratch {};

    [[nodiscard]] std::vector<std::uint64_t> initial_states() const { return {0}; }
    [[nodiscard]] std::span<const PropertyKind> properties() const { return {}; }
    [[nodiscard]] std::size_t threads() const { return 1; }
    [[nodiscard]] std::size_t transitions() const { return 1; }
    [[nodiscard]] bool at_rest(const std::uint64_t*, ThreadId) const { return true; }
    [[nodiscard]] ThreadId thread_of(TransitionId) const { return ThreadId{0}; }
    [[nodiscard]] bool goal(PropertyId, const std::uint64_t*, Scratch&) const { return true; }
    [[nodiscard]] bool forbidden(PropertyId, TransitionId) const { return false; }
    template <class F>
    void broken_in(const std::uint64_t*, Scratch&, F&&) const {}
    template <class Sink>
    void successors(const std::uint64_t*, Scratch&, Sink&&) const {}

#ifdef RIGHT
    [[nodiscard]] bool renames() const { return false; }
    void canonicalize(std::uint64_t*) const {}
    [[nodiscard]] bool always_rests(ThreadId) const { return true; }
    template <class F>
    void broken_after(TransitionId, const std::uint64_t*, Scratch&, F&&) const {}
#endif
#ifdef MISSPELT  // of a pair
    [[nodiscard]] bool renames() const { return true; }
    void canonicalise(std::uint64_t*) const {}
#endif
#ifdef NOT_CONST
    [[nodiscard]] bool always_rests(ThreadId) { return true; }
#endif
#ifdef OTHER_ARGUMENTS
    template <class F>
    void broken_after(const std::uint64_t*, TransitionId, Scratch&, F&&) const {}
#endif
#ifdef OTHER_RESULT
    [[nodiscard]] int advances(TransitionId) const { return 1; }
#endif
#ifdef HALF
    [[nodiscard]] bool reduces() const { return true; }
#endif
};

}  // namespace

#ifdef SEARCH
revoke_mc::explorer::Result search() { return revoke_mc::explorer::explore(Toy{}, {}); }
#else
static_assert(well_formed_system<Toy>);
#endif
