// Turns expressions of the checked program into code, on a Strand.
//
// Constants are folded, references are resolved, quantifiers are unrolled over the instances there
// are, and `&&`, `||` and quantifiers stop where the result is settled. Only array indices stay
// dynamic: a cell behind one becomes an indexed load from a table of slots.
#pragma once

#include "explorer/base/limits.hpp"
#include "model/semantics/lower/strand.hpp"

namespace revoke_mc::lower {

/// What a program::Path names: an object, possibly with an index known only at run time.
struct Address {
    /// An index that only a run knows: it lies below `count`, and adds `stride` objects each.
    struct Dimension {
        Operand index;
        std::uint32_t stride = 0, count = 1;
    };
    ObjectId object = none;  ///< where all indices are 0; none: NULL
    std::vector<Dimension> dimensions;
    /// All that it may be, the last index counting fastest.
    [[nodiscard]] std::vector<ObjectId> objects() const;
};

class Expressions {
public:
    Expressions(const program::Program& program, Generated& generated) : program_(program), out_(generated) {}

    [[nodiscard]] Operand value(Strand& strand, const program::Expr& expr);
    /// Disables the strand unless `expr` is `wanted`. False: it never is (the strand is dead).
    [[nodiscard]] bool require(Strand& strand, const program::Expr& expr, bool wanted);
    [[nodiscard]] bool require(Strand& strand, const Operand& operand, bool wanted);
    [[nodiscard]] Address address(Strand& strand, const program::Path& of);
    /// The object of a path whose index, if any, has been settled (see unsettled).
    [[nodiscard]] ObjectId object(Strand& strand, const program::Path& of);
    /// The same, and it is used: NULL, or what is or lies in a heap object that is not allocated, is a trap.
    [[nodiscard]] ObjectId used_object(Strand& strand, const program::Path& of);
    /// The object, freed or not; none behind a trap if it is NULL.
    [[nodiscard]] ObjectId not_null(Strand& strand, const program::Path& of);
    void check_alive(Strand& strand, const Address& address);
    /// The first index in `of` that is not a constant on this strand, or null.
    [[nodiscard]] const program::Path* unsettled(Strand& strand, const program::Path& of);
    /// Stores into a CellRead, with its range and its guard checked.
    void store(Strand& strand, const program::Expr& target, const Operand& wanted);
    /// Stores 0 or 1; 1 only where `source` is not 0.
    void store_mark(Strand& strand, SlotId mark, const Operand& operand, SlotId source);
    void store_slot(Strand& strand, SlotId slot, const Operand& operand);
    /// 1 if the fence is pending, and in the reservation object of the buffer with a usage up to `usage`.
    [[nodiscard]] Operand waited_for(Strand& strand, ObjectId fence, ObjectId buffer, const Operand& usage);
    [[nodiscard]] Operand load_slot(Strand& strand, SlotId slot);
    /// The slot may be given this value.
    void note_use(SlotId slot, const Operand& operand);
    [[nodiscard]] Operand local(Strand& strand, std::uint32_t number);
    void assign_local(Strand& strand, std::uint32_t number, const Operand& operand);
    /// A value outside of low..high is a trap; what goes on lies inside.
    [[nodiscard]] Operand in_range(Strand& strand, const Operand& operand, std::int64_t low, std::int64_t high,
                                   std::int64_t dropped = 0);
    void trap(Strand& strand);
    [[nodiscard]] ThreadId thread(Strand& strand, const program::ThreadPath& of);
    [[nodiscard]] Operand holds(Strand& strand, ObjectId lock, ThreadId thread);
    /// The kworker stands where it waits to be queued. Whoever asks in the middle of its own step runs.
    [[nodiscard]] Operand idle(Strand& strand, ThreadId worker);
    /// Without a look at the range of an int.
    Operand calculate(Strand& strand, program::Op op, const Operand& left, const Operand& right);
    /// 1 if it is not 0.
    Operand truth(Strand& strand, const Operand& operand);
    /// The elements of a set on this strand, in object order.
    [[nodiscard]] std::vector<ObjectId> elements(Strand& strand, const program::Set& set);
    std::uint16_t new_register(Strand& strand, Place place = {});
    std::uint16_t in_register(Strand& strand, const Operand& operand);
    /// Frees the registers of temporaries from `keep` on; locals keep theirs.
    static void forget_temporaries(Strand& strand, std::uint16_t keep = 1);
    static void emit(Strand& strand, Op op);
    /// A jump, by what the register holds if that decides it.
    static void jump(Strand& strand, system::Opcode op, std::uint16_t reg, StrandCode::Label to);
    static Op plain(system::Opcode op, std::uint16_t a = 0, std::uint16_t b = 0, std::uint16_t c = 0,
                    std::int64_t imm = 0);

    /// While it lives, code is written for one element of a set (Strand::piece).
    class Piece {
    public:
        Piece(const Expressions& expressions, Strand& strand, ObjectId element);
        Piece(const Expressions& expressions, Strand& strand, ThreadId of);
        Piece(const Expressions& expressions, Strand& strand, SlotId of);
        ~Piece() { strand_.piece = before_; }
        Piece(const Piece&) = delete;
        Piece& operator=(const Piece&) = delete;

    private:
        void enter(program::InstanceId instance);
        Strand& strand_;
        program::InstanceId before_;
    };
    /// The fence with that number among all; none if nobody asks for pieces.
    [[nodiscard]] ObjectId fence_of(std::size_t number) const {
        return out_.apart.any() ? program_.fences()[number] : ObjectId{};
    }
    /// Instances that the frames and walks of the strand refer to are named.
    void note_named(Strand& strand) const;

    /// Binds each element of a quantifier in turn and calls f(), until that returns false.
    template <class F>
    void each_element(Strand& strand, const program::Binder& over, F&& f);

private:
    using Expr = program::Expr;
    // One for each kind of expression.
    static Operand of(Strand& /*strand*/, const Expr& /*expr*/, const program::Constant& constant) {
        return Operand::of(constant.value);
    }
    Operand of(Strand& strand, const Expr& expr, const program::LocalRead& read);
    Operand of(Strand& strand, const Expr& expr, const program::BoundRead& read);
    Operand of(Strand& strand, const Expr& expr, const program::CellRead& read);
    Operand of(Strand& strand, const Expr& expr, const program::Unary& unary);
    Operand of(Strand& strand, const Expr& expr, const program::Binary& binary);
    Operand of(Strand& strand, const Expr& expr, const program::Conditional& choice);
    Operand of(Strand& strand, const Expr& expr, const program::Quantifier& quantifier);
    Operand of(Strand& strand, const Expr& expr, const program::Same& same);
    Operand of(Strand& strand, const Expr& expr, const program::IsNull& test);
    Operand of(Strand& strand, const Expr& expr, const program::IsMode& test);
    Operand of(Strand& strand, const Expr& expr, const program::Has& has);
    Operand of(Strand& strand, const Expr& expr, const program::Holds& test);
    Operand of(Strand& strand, const Expr& expr, const program::At& at);
    Operand of(Strand& strand, const Expr& expr, const program::InRoutine& in);
    Operand of(Strand& strand, const Expr& expr, const program::AtRest& rest);
    Operand of(Strand& strand, const Expr& expr, const program::Ready& ready);
    Operand of(Strand& strand, const Expr& expr, const program::SnapshotSignaled& test);
    Operand of(Strand& strand, const Expr& expr, const program::NothingLeft& nothing);
    Operand of(Strand& strand, const Expr& expr, const program::MaySleep& test);
    Operand of(Strand& strand, const Expr& expr, const program::CalledBy& called);
    Operand of(Strand& strand, const Expr& expr, const program::Nests& question);

    // One for each kind of path; `all` is the path itself.
    static Address of(Strand& /*strand*/, const program::Path& /*all*/, const program::NullPath& /*null*/) {
        return {};
    }
    Address of(Strand& strand, const program::Path& all, const program::SelfPath& self);
    Address of(Strand& strand, const program::Path& all, const program::ObjectPath& known);
    Address of(Strand& strand, const program::Path& all, const program::ReferencePath& bound);
    Address of(Strand& strand, const program::Path& all, const program::MemberPath& member);
    Address of(Strand& strand, const program::Path& all, const program::RelatedPath& related);
    Address of(Strand& strand, const program::Path& all, const program::PointerPath& through);

    Operand arithmetic(Strand& strand, program::Op op, const Operand& left, const Operand& right);
    Operand fitting(Strand& strand, const Operand& result);
    Operand divide(Strand& strand, program::Op op, const Operand& left, const Operand& right);
    Operand logical(Strand& strand, const Expr& expr, const program::Binary& binary);
    Operand until_settled(Strand& strand, const program::Quantifier& quantifier, Place place);
    Operand of_every_element(Strand& strand, const program::Quantifier& quantifier, Place place);
    [[nodiscard]] static bool may_trap(const Strand& strand, std::size_t begin);  ///< code from there on
    Operand object_number(Strand& strand, const Address& of);
    [[nodiscard]] static std::int64_t signed_stride(const Address::Dimension& of);
    Operand position(Strand& strand, const program::ThreadPath& of, Positions positions, Place place);
    [[nodiscard]] bool stands_in(const Strand& strand, const Positions& positions) const;
    Operand none_set(Strand& strand, const std::vector<program::CellId>& marks);
    void check_not_freed(Strand& strand, const Address& attachment);
    Operand load_flag(Strand& strand, const Address& address, const std::vector<SlotId>& flags);
    Operand position_in(Strand& strand, Positions positions, program::Place place);
    Operand queued(Strand& strand, program::ClassId work);
    Operand nests(Strand& strand, const program::Nesting& nesting);
    Operand asks_for(Strand& strand, ThreadId thread, program::ClassId asked);
    Operand handler_asks_for(Strand& strand, ThreadId thread, program::ClassId asked);
    Operand holds_object(Strand& strand, ObjectId id, ThreadId thread);
    Operand holds_class(Strand& strand, ThreadId thread, program::ClassId held);
    bool require_quantifier(Strand& strand, const program::Quantifier& quantifier, bool wanted);
    [[nodiscard]] const std::vector<program::CellId>* fence_marks(Strand& strand, const Expr& expr);
    bool require_none_set(Strand& strand, const std::vector<program::CellId>& marks);
    bool require_comparison(Strand& strand, const Expr& expr, bool wanted, bool& done);
    std::optional<SlotId> plain_slot(Strand& strand, const Expr& expr);
    struct CellAt {
        SlotId first = none;
        std::optional<Operand> index;  ///< into table
        std::vector<SlotId> table;
    };
    [[nodiscard]] std::optional<Operand> element_of(Strand& strand, const Address& of);
    /// outer * count + inner
    [[nodiscard]] Operand next_index(Strand& strand, const Operand& outer, const Operand& inner, std::uint32_t count);
    CellAt cell_at(Strand& strand, const program::CellRead& cell);
    void check_guard(Strand& strand, SlotId written);
    void check_guards(Strand& strand, const CellAt& at);
    void keep_shares(Strand& strand, SlotId counter, const Split& split, const Operand& operand);
    [[nodiscard]] SlotId part_of(const Strand& strand, SlotId counter, const Split& split);
    void set_part(Strand& strand, SlotId part, std::uint16_t reg);
    [[nodiscard]] const program::ValueType& local_type(const Strand& strand, std::uint32_t number) const;
    [[nodiscard]] ObjectId related(ObjectId object, program::Relation relation) const;
    std::uint32_t table(std::vector<SlotId> slots);

    const program::Program& program_;
    Generated& out_;
};

template <class F>
void Expressions::each_element(Strand& strand, const program::Binder& over, F&& f) {
    if (over.set.kind == program::Set::Kind::integers) {
        for (std::int64_t i = over.set.low; i <= over.set.high; ++i) {
            limits::poll();
            strand.bound[over.local] = i;
            if (!f()) break;
        }
        strand.bound.erase(over.local);
        return;
    }
    const std::vector<ObjectId> found = elements(strand, over.set);
    for (const ObjectId element : found) {
        strand.config.frames.back().references[over.ref] = element;
        const Piece piece(*this, strand, element);
        if (!f()) break;
    }
    strand.config.frames.back().references[over.ref] = none;
}

}  // namespace revoke_mc::lower
