// Turns expressions of the checked program into code, on a Path.
//
// Constants are folded, references are resolved, quantifiers are unrolled over the instances there
// are, and `&&`, `||` and quantifiers stop where the result is settled. Only array indices stay
// dynamic: a cell behind one becomes an indexed load from a table of slots.
#pragma once

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/path.hpp"

namespace revoke_mc::lower {

/// What a program::Path names: an object, possibly with an index known only at run time.
struct Address {
    ObjectId object = none;  ///< none: NULL
    std::optional<Operand> index;
    std::uint32_t stride = 0, count = 1;
};

class Expressions {
public:
    Expressions(const program::Program& program, Generated& generated) : program_(program), out_(generated) {}

    [[nodiscard]] Operand value(Path& path, const program::Expr& expr);
    /// Makes the path disabled unless `expr` is `wanted`. False: it never is (the path is dead).
    [[nodiscard]] bool require(Path& path, const program::Expr& expr, bool wanted);
    [[nodiscard]] bool require(Path& path, const Operand& operand, bool wanted);
    [[nodiscard]] Address address(Path& path, const program::Path& of);
    /// The object of a path whose index, if any, has been settled (see unsettled).
    [[nodiscard]] ObjectId object(Path& path, const program::Path& of);
    /// The same, and it is used: NULL, or what is or lies in a heap object that is not allocated, is a trap.
    [[nodiscard]] ObjectId used_object(Path& path, const program::Path& of);
    /// The object, freed or not; none behind a trap if it is NULL.
    [[nodiscard]] ObjectId not_null(Path& path, const program::Path& of);
    void check_alive(Path& path, const Address& address);
    /// The first index in `of` that is not a constant on this path, or null.
    [[nodiscard]] const program::Path* unsettled(Path& path, const program::Path& of);
    /// Stores into a CellRead, with its range and its guard checked.
    void store(Path& path, const program::Expr& target, const Operand& wanted);
    /// Stores 0 or 1; 1 only where `source` is not 0.
    void store_mark(Path& path, SlotId mark, const Operand& operand, SlotId source);
    void store_slot(Path& path, SlotId slot, const Operand& operand);
    /// 1 if the fence is pending, and in the reservation object of the buffer with a usage up to `usage`.
    [[nodiscard]] Operand waited_for(Path& path, ObjectId fence, ObjectId buffer, const Operand& usage);
    [[nodiscard]] Operand load_slot(Path& path, SlotId slot);
    [[nodiscard]] Operand local(Path& path, std::uint32_t number);
    void assign_local(Path& path, std::uint32_t number, const Operand& operand);
    /// A value outside of low..high is a trap; what goes on lies inside.
    [[nodiscard]] Operand in_range(Path& path, const Operand& operand, std::int64_t low, std::int64_t high,
                                   std::int64_t dropped = 0);
    void trap(Path& path);
    [[nodiscard]] ThreadId thread(Path& path, const program::ThreadPath& of);
    [[nodiscard]] Operand holds(Path& path, ObjectId lock, ThreadId thread);
    /// The kworker stands where it waits to be queued. Whoever asks in the middle of its own step runs.
    [[nodiscard]] Operand idle(Path& path, ThreadId worker);
    /// Without a look at the range of an int.
    Operand calculate(Path& path, program::Op op, const Operand& left, const Operand& right);
    /// 1 if it is not 0.
    Operand truth(Path& path, const Operand& operand);
    /// The elements of a set on this path, in object order.
    [[nodiscard]] std::vector<ObjectId> elements(Path& path, const program::Set& set);
    std::uint16_t new_register(Path& path, Place place = {});
    std::uint16_t in_register(Path& path, const Operand& operand);
    /// Frees the registers of temporaries from `keep` on; locals keep theirs.
    static void forget_temporaries(Path& path, std::uint16_t keep = 1);
    static void emit(Path& path, Op op);
    /// A jump, by what the register holds if that decides it.
    static void jump(Path& path, system::Opcode op, std::uint16_t reg, PathCode::Label to);
    static Op plain(system::Opcode op, std::uint16_t a = 0, std::uint16_t b = 0, std::uint16_t c = 0,
                    std::int64_t imm = 0);

    /// While it lives, code is written for one element of a set (Path::piece).
    class Piece {
    public:
        Piece(const Expressions& expressions, Path& path, ObjectId element);
        Piece(const Expressions& expressions, Path& path, ThreadId of);
        Piece(const Expressions& expressions, Path& path, SlotId of);
        ~Piece() { path_.piece = before_; }
        Piece(const Piece&) = delete;
        Piece& operator=(const Piece&) = delete;

    private:
        void enter(std::uint32_t instance);
        Path& path_;
        std::uint32_t before_;
    };
    /// The fence with that number among all; none if nobody asks for pieces.
    [[nodiscard]] ObjectId fence_of(std::size_t number) const {
        return out_.apart == none ? ObjectId{none} : program_.fences()[number];
    }
    /// Instances that the frames and walks of the path refer to are named.
    void note_named(Path& path) const;

    /// Binds each element of a quantifier in turn and calls f(), until that returns false.
    template <class F>
    void each_element(Path& path, const program::Binder& over, F&& f);

private:
    using Expr = program::Expr;
    // One for each kind of expression.
    static Operand of(Path& /*path*/, const Expr& /*expr*/, const program::Constant& constant) {
        return Operand::of(constant.value);
    }
    Operand of(Path& path, const Expr& expr, const program::LocalRead& read);
    Operand of(Path& path, const Expr& expr, const program::BoundRead& read);
    Operand of(Path& path, const Expr& expr, const program::CellRead& read);
    Operand of(Path& path, const Expr& expr, const program::Unary& unary);
    Operand of(Path& path, const Expr& expr, const program::Binary& binary);
    Operand of(Path& path, const Expr& expr, const program::Conditional& choice);
    Operand of(Path& path, const Expr& expr, const program::Quantifier& quantifier);
    Operand of(Path& path, const Expr& expr, const program::Same& same);
    Operand of(Path& path, const Expr& expr, const program::IsNull& test);
    Operand of(Path& path, const Expr& expr, const program::IsMode& test);
    Operand of(Path& path, const Expr& expr, const program::Has& has);
    Operand of(Path& path, const Expr& expr, const program::Holds& test);
    Operand of(Path& path, const Expr& expr, const program::At& at);
    Operand of(Path& path, const Expr& expr, const program::InRoutine& in);
    Operand of(Path& path, const Expr& expr, const program::AtRest& rest);
    Operand of(Path& path, const Expr& expr, const program::Ready& ready);
    Operand of(Path& path, const Expr& expr, const program::SnapshotSignaled& test);
    Operand of(Path& path, const Expr& expr, const program::NothingLeft& nothing);
    Operand of(Path& path, const Expr& expr, const program::MaySleep& test);
    Operand of(Path& path, const Expr& expr, const program::CalledBy& called);
    Operand of(Path& path, const Expr& expr, const program::Nests& question);

    // One for each kind of path; `all` is the path itself.
    static Address of(Path& /*path*/, const program::Path& /*all*/, const program::NullPath& /*null*/) { return {}; }
    Address of(Path& path, const program::Path& all, const program::SelfPath& self);
    Address of(Path& path, const program::Path& all, const program::ObjectPath& known);
    Address of(Path& path, const program::Path& all, const program::ReferencePath& bound);
    Address of(Path& path, const program::Path& all, const program::MemberPath& member);
    Address of(Path& path, const program::Path& all, const program::RelatedPath& related);
    Address of(Path& path, const program::Path& all, const program::PointerPath& through);

    Operand arithmetic(Path& path, program::Op op, const Operand& left, const Operand& right);
    Operand fitting(Path& path, const Operand& result);
    Operand divide(Path& path, program::Op op, const Operand& left, const Operand& right);
    Operand logical(Path& path, const Expr& expr, const program::Binary& binary);
    Operand until_settled(Path& path, const program::Quantifier& quantifier, Place place);
    Operand of_every_element(Path& path, const program::Quantifier& quantifier, Place place);
    [[nodiscard]] static bool may_trap(const Path& path, std::size_t begin);  ///< code from there on
    Operand object_number(Path& path, const Address& of);
    [[nodiscard]] static std::int64_t signed_stride(const Address& of);
    Operand position(Path& path, const program::ThreadPath& of, Places places, Place place);
    [[nodiscard]] bool stands_in(const Path& path, const Places& places) const;
    Operand none_set(Path& path, const std::vector<program::CellId>& marks);
    void check_not_freed(Path& path, const Address& attachment);
    Operand load_flag(Path& path, const Address& address, const std::vector<SlotId>& flags);
    Operand position_in(Path& path, Places places, program::Place place);
    Operand queued(Path& path, program::ClassId work);
    Operand nests(Path& path, const program::Nesting& nesting);
    Operand asks_for(Path& path, ThreadId thread, program::ClassId asked);
    Operand handler_asks_for(Path& path, ThreadId thread, program::ClassId asked);
    Operand holds_object(Path& path, ObjectId id, ThreadId thread);
    Operand holds_class(Path& path, ThreadId thread, program::ClassId held);
    bool require_quantifier(Path& path, const program::Quantifier& quantifier, bool wanted);
    [[nodiscard]] const std::vector<program::CellId>* fence_marks(Path& path, const Expr& expr);
    bool require_none_set(Path& path, const std::vector<program::CellId>& marks);
    bool require_comparison(Path& path, const Expr& expr, bool wanted, bool& done);
    std::optional<SlotId> plain_slot(Path& path, const Expr& expr);
    struct CellAt {
        SlotId first = none;
        std::optional<Operand> index;  ///< into table
        std::vector<SlotId> table;
    };
    CellAt cell_at(Path& path, const program::CellRead& cell);
    void check_guard(Path& path, SlotId written);
    void check_guards(Path& path, const CellAt& at);
    void keep_shares(Path& path, SlotId counter, const Split& split, const Operand& operand);
    [[nodiscard]] SlotId part_of(const Path& path, SlotId counter, const Split& split);
    void set_part(Path& path, SlotId part, std::uint16_t reg);
    [[nodiscard]] const program::ValueType& local_type(const Path& path, std::uint32_t number) const;
    [[nodiscard]] ObjectId related(ObjectId object, program::Relation relation) const;
    std::uint32_t table(std::vector<SlotId> slots);

    const program::Program& program_;
    Generated& out_;
};

template <class F>
void Expressions::each_element(Path& path, const program::Binder& over, F&& f) {
    if (over.set.kind == program::Set::Kind::integers) {
        for (std::int64_t i = over.set.low; i <= over.set.high; ++i) {
            limits::poll();
            path.bound[over.local] = i;
            if (!f()) break;
        }
        path.bound.erase(over.local);
        return;
    }
    const std::vector<ObjectId> found = elements(path, over.set);
    for (const ObjectId element : found) {
        path.config.frames.back().references[over.ref] = element;
        const Piece piece(*this, path, element);
        if (!f()) break;
    }
    path.config.frames.back().references[over.ref] = none;
}

}  // namespace revoke_mc::lower
