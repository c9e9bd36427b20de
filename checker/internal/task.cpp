// Structures are written member by member, which Boost.PFR lists: a new member of the model travels by itself.
#include "checker/internal/task.hpp"

#include <cstring>
#include <stdexcept>
#include <type_traits>

#include <boost/pfr.hpp>

namespace revoke_mc::checker {
namespace {

using explorer::Block;

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class Writer {
public:
    [[nodiscard]] const Block& bytes() const { return bytes_; }

    template <Number T>
    void add(T number) {
        const auto* begin = reinterpret_cast<const std::uint8_t*>(&number);
        bytes_.insert(bytes_.end(), begin, begin + sizeof number);
    }
    template <class Tag>
    void add(Id<Tag> id) {
        add(id.raw());
    }
    void add(const std::string& text) { add_all(text); }
    template <class T>
    void add(const std::vector<T>& items) {
        add_all(items);
    }
    template <class I, class T>
    void add(const Indexed<I, T>& items) {
        add_all(items.items());
    }
    template <class T>
        requires std::is_aggregate_v<T>
    void add(const T& whole) {
        boost::pfr::for_each_field(whole, [&](const auto& member) { add(member); });
    }

private:
    template <class Items>
    void add_all(const Items& items) {
        add(std::uint64_t{items.size()});
        for (const auto& item : items) add(static_cast<const typename Items::value_type&>(item));
    }

    Block bytes_;
};

class Reader {
public:
    explicit Reader(const Block& bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    template <Number T>
    void get(T& number) {
        if (static_cast<std::size_t>(end_ - at_) < sizeof number) refuse();
        std::memcpy(&number, at_, sizeof number);
        at_ += sizeof number;
    }
    template <class Tag>
    void get(Id<Tag>& id) {
        typename Id<Tag>::Number number = 0;
        get(number);
        id = Id<Tag>(number);
    }
    void get(std::string& text) { get_all(text); }
    template <class T>
    void get(std::vector<T>& items) {
        get_all(items);
    }
    template <class I, class T>
    void get(Indexed<I, T>& items) {
        get_all(items.items());
    }
    template <class T>
        requires std::is_aggregate_v<T>
    void get(T& whole) {
        boost::pfr::for_each_field(whole, [&](auto& member) { get(member); });
    }
    void end() const {
        if (at_ != end_) refuse();
    }

private:
    [[noreturn]] static void refuse() { throw std::runtime_error("the task for this rank is damaged"); }

    template <class Items>
    void get_all(Items& items) {
        std::uint64_t size = 0;
        get(size);
        if (size > static_cast<std::size_t>(end_ - at_)) refuse();  // each takes a byte at least
        items.clear();
        items.reserve(size);
        for (std::uint64_t i = 0; i < size; ++i) {
            typename Items::value_type item{};
            get(item);
            items.push_back(std::move(item));
        }
    }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

}  // namespace

Block to_bytes(const Task& task) {
    Writer out;
    out.add(task);
    return out.bytes();
}

Task task_from(const Block& bytes) {
    Reader in(bytes);
    Task task;
    in.get(task);
    in.end();
    return task;
}

}  // namespace revoke_mc::checker
