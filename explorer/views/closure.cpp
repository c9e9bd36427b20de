// Levels: all workers look at the same views, and what they find is sorted before it is numbered.
#include "explorer/views/closure.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <numeric>

#include "explorer/threads/executor.hpp"
#include "explorer/views/expansion.hpp"

namespace revoke_mc::explorer::views {

namespace {

class Closure {
public:
    /// `with_joins`: see gave_up().
    Closure(const std::vector<const Member*>& members, std::uint32_t k, const Options& options, bool with_joins)
        : options_(options), executor_(options.threads), limits_(options_), budget_(options.max_memory),
          family_(members, k, with_joins), views_(k, family_.shared_words, family_.block_words) {
        for (unsigned i = 0; i < executor_.threads(); ++i)
            workers_.push_back(std::make_unique<Expansion>(family_, views_, budget_, limits_));
    }

    Result run() {
        begin();
        while (!limits_.poll() && !stopped_ && !gave_up_ && views_.first_fresh() < views_.views().size()) level();
        return result();
    }

    /// Too much would have to be known of the blocks to find out which configurations lead to something new. Then the
    /// result is nothing.
    [[nodiscard]] bool gave_up() const { return gave_up_; }

private:
    void begin() {
        for (const Member* member : family_.members) {
            const auto& model = member->model();
            for (std::size_t at = 0; at < model.initial.size(); at += model.words)
                workers_.front()->begin_with(&model.initial[at], member->apart().size);
        }
        merge();
    }

    void level() {
        ++levels_;
        for (const auto& worker : workers_) worker->allow(options_.max_states - found_.configurations);
        const std::size_t first = views_.first_fresh(), last = views_.views().size();
        find_wanted(last - first);
        gave_up_ = std::any_of(wanted_.begin(), wanted_.end(), [](const Wanted& wanted) { return wanted.too_wide(); });
        if (gave_up_) return;
        std::atomic<std::size_t> next{first};
        const auto work = [&](unsigned number) {
            constexpr std::size_t chunk = 16;
            for (;;) {
                const std::size_t from = next.fetch_add(chunk, std::memory_order_relaxed);
                if (from >= last || limits_.poll()) return;
                for (std::size_t i = from; i < std::min(last, from + chunk); ++i) expand(number, views_.views()[i]);
                report();
            }
        };
        run(last - first, work);
        views_.settle();
        if (!limits_.stopping()) merge();
        stopped_ = options_.first && std::any_of(settled_.begin(), settled_.end(), [&](system::PropertyId p) {
                       return judged(p) && (p.number() >= options_.welcome.size() || !options_.welcome[p.number()]);
                   });
    }

    template <class Work>
    void run(std::size_t views, const Work& work) {
        constexpr std::size_t worth_waking = 64;
        if (views < worth_waking)
            executor_.run_alone(work);
        else
            executor_.run(work);
    }

    void expand(unsigned number, const Numbered& view) {
        workers_[number]->expand(view, wanted_.empty() ? nullptr : &wanted_[view.shared]);
    }

    /// Configurations that are known to be enough, shelf by shelf; each shelf belongs to one worker.
    void find_wanted(std::size_t views) {
        if (!family_.joined && !family_.simple) return;
        wanted_.resize(views_.shared().size());
        std::atomic<std::uint32_t> next{0};
        run(views, [&](unsigned number) {
            for (std::uint32_t shared; (shared = next.fetch_add(1, std::memory_order_relaxed)) < wanted_.size();)
                if (views_.shelf(shared).has_fresh() && !limits_.poll())
                    workers_[number]->expand_wanted(shared, wanted_[shared]);
        });
    }

    void report() {
        limits_.report([&](Progress& progress) {
            progress.depth = levels_;
            progress.states = views_.views().size();
            progress.transitions = found_.configurations;
            progress.frontier = views_.views().size() - views_.first_fresh();
            progress.bytes = budget_.used();
        });
    }

    /// What the workers have found, in an order that does not depend on who found it.
    void merge() {
        struct Item {
            const std::uint64_t* words;
            const Origin* origin;
        };
        std::vector<Item> items;
        for (const auto& worker : workers_)
            for (std::size_t i = 0; i < worker->fresh.size(); ++i)
                items.push_back({worker->fresh.words(i), &worker->fresh.origin(i)});
        const std::size_t length = family_.view_words();
        std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
            const auto [left, right] = std::mismatch(a.words, a.words + length, b.words);
            return left != a.words + length ? *left < *right : *a.origin < *b.origin;
        });
        for (const Item& item : items) views_.add(item.words, *item.origin);
        for (const auto& worker : workers_) worker->fresh.clear();
        for (const auto& worker : workers_) collect(*worker);
        account();
    }

    void collect(Expansion& worker) {
        for (const auto& [property, origin] : worker.found.broken)
            if (!settled_.contains(property)) found_.add(property, origin);
        worker.found.broken.clear();
        found_ += worker.found;
        worker.found = {};
        if (&worker != workers_.back().get()) return;
        for (const auto& [property, origin] : found_.broken) settled_.insert(property);
    }

    void account() {
        std::uint64_t bytes = views_.bytes();
        for (const Wanted& wanted : wanted_) bytes += wanted.bytes();
        if (bytes > booked_ && !budget_.take(bytes - booked_)) return limits_.raise(Reason::memory);
        booked_ = std::max(booked_, bytes);
    }

    // --- the result

    Configuration configuration(const Numbered& numbered) const {
        Configuration out{numbered.members.size, {}};
        out.state.assign(family_.member(out.size).model().words, 0);
        (void)family_.compose(views_, numbered, out.state.data());
        return out;
    }

    Suspicion suspicion(const Origin& found) const {
        Suspicion out{{}, configuration(found.from), found.transition};
        for (std::size_t view = views_.last_view_of(found.from);;) {
            const Origin& origin = views_.origin(view);
            if (origin.transition == none) break;
            out.run.push_back({configuration(origin.from), origin.transition});
            view = views_.last_view_of(origin.from);
        }
        std::reverse(out.run.begin(), out.run.end());
        return out;
    }

    [[nodiscard]] bool judged(system::PropertyId property) const {
        using Kind = system::PropertyKind;
        const Kind kind = family_.members.front()->model().kinds[property];
        const std::uint32_t witnesses = family_.members.front()->apart().witnesses[property];
        return (kind == Kind::step || kind == Kind::state) && witnesses <= family_.k + 1;
    }

    std::optional<Suspicion> broken_at_start(system::PropertyId property) const {
        for (const Member* member : family_.members)
            for (const system::Start& start : member->model().faulty_starts)
                if (std::any_of(start.broken.begin(), start.broken.end(), [&](system::PropertyId broken) {
                        return member->apart().in_family(broken) == property;
                    }))
                    return Suspicion{{}, {member->apart().size, start.state}, none};
        return std::nullopt;
    }

    PropertyResult property(system::PropertyId number) const {
        const system::PropertyId id = family_.members.front()->apart().in_family(number);
        PropertyResult out{judged(id), std::nullopt};
        if (!out.judged) return out;
        out.suspicion = broken_at_start(id);
        if (const auto found = found_.broken.find(id); !out.suspicion && found != found_.broken.end())
            out.suspicion = suspicion(found->second);
        return out;
    }

    CounterBounds bounds(const system::SplitCounter& counter) const {
        CounterBounds out;
        for (std::uint32_t i = 0; i < views_.shared().size(); ++i)
            out.own = std::max(out.own, counter.own.get(views_.shared()[i]));
        system::Field share = counter.shares.front();
        share.word = static_cast<std::uint8_t>(share.width == 0 ? 0 : share.word - family_.shared_words);
        for (std::uint32_t i = 0; i < views_.blocks().size(); ++i)
            out.share = std::max(out.share, share.get(views_.blocks()[i]));
        return out;
    }

    [[nodiscard]] bool starts_at_bound() const {
        return std::any_of(family_.members.begin(), family_.members.end(), [](const Member* member) {
            const auto& starts = member->model().faulty_starts;
            return std::any_of(starts.begin(), starts.end(), [](const system::Start& s) { return s.bound_reached; });
        });
    }

    Result result() const {
        Result out;
        out.reason = limits_.reason();
        if (out.reason == Reason::none && (!found_.bounds.empty() || starts_at_bound())) out.reason = Reason::bound;
        out.status = out.reason != Reason::none ? Status::incomplete
                     : stopped_                 ? Status::stopped_at_first
                                                : Status::complete;
        out.k = family_.k;
        out.views = views_.views().size();
        out.configurations = found_.configurations;
        out.shared = views_.shared().size();
        out.blocks = views_.blocks().size();
        out.levels = levels_;
        out.bytes = budget_.peak();
        out.seconds = limits_.seconds();
        for (const system::SplitCounter& counter : family_.members.front()->apart().counters)
            out.counters.push_back(bounds(counter));
        out.bounds.assign(found_.bounds.begin(), found_.bounds.end());
        for (const system::PropertyId id : family_.members.front()->model().kinds.ids())
            out.properties.push_back(property(id));
        return out;
    }

    Options options_;
    internal::Executor executor_;
    internal::Limits limits_;
    internal::Budget budget_;
    Family family_;
    ViewSet views_;
    std::vector<std::unique_ptr<Expansion>> workers_;
    std::vector<Wanted> wanted_;  // by shelf
    Found found_;
    std::set<system::PropertyId> settled_;  // broken in an earlier level
    bool stopped_ = false, gave_up_ = false;
    std::uint64_t levels_ = 0, booked_ = 0;
};

}  // namespace

Result close(const std::vector<const Member*>& family, std::uint32_t k, const Options& options) {
    auto joined = std::make_unique<Closure>(family, k, options, true);
    Result out = joined->run();
    if (!joined->gave_up() || out.reason != Reason::none) return out;
    joined.reset();
    const double before = out.seconds;
    Options left = options;
    if (left.timeout != std::chrono::nanoseconds::max())
        left.timeout -= std::min(left.timeout, std::chrono::nanoseconds(static_cast<std::int64_t>(before * 1e9)));
    out = Closure(family, k, left, false).run();
    out.seconds += before;
    return out;
}

}  // namespace revoke_mc::explorer::views
