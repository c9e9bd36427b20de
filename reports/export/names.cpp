// Names that Promela and Murphi accept, each used once.
#include "reports/export/names.hpp"

#include <algorithm>
#include <cctype>
#include <limits>

#include <fmt/format.h>

#include "reports/style.hpp"

namespace revoke_mc::reports {

using lower::Slot;
using lower::SlotId;
using lower::ThreadId;
using program::none;

namespace {

/// Keywords of both languages, and names that their tools or the C preprocessor use.
const std::set<std::string> reserved{
    "least_value", "greatest_value",
    // Promela
    "active", "assert", "atomic", "bit", "bool", "break", "byte", "chan", "d_step", "do", "else", "empty", "enabled",
    "eval", "false", "fi", "for", "full", "get_priority", "goto", "hidden", "if", "in", "init", "inline", "int", "len",
    "local", "ltl", "mtype", "never", "nempty", "nfull", "notrace", "np_", "od", "of", "pc_value", "pid", "print",
    "printf", "printm", "priority", "proctype", "provided", "return", "run", "select", "set_priority", "short", "show",
    "skip", "STDIN", "timeout", "trace", "true", "typedef", "unless", "unsigned", "weak", "xr", "xs", "always",
    "eventually", "until", "stronguntil", "weakuntil", "implies", "equivalent", "next",
    // Murphi
    "alias", "array", "assume", "begin", "boolean", "by", "case", "clear", "const", "cover", "elsif", "end", "endalias",
    "endexists", "endfor", "endforall", "endfunction", "endif", "endprocedure", "endrecord", "endrule", "endruleset",
    "endstartstate", "endswitch", "endwhile", "enum", "error", "exists", "forall", "from", "function", "invariant",
    "ismember", "isundefined", "liveness", "multiset", "multisetadd", "multisetcount", "multisetremove",
    "multisetremovepred", "procedure", "process", "program", "property", "put", "real", "record", "rule", "ruleset",
    "scalarset", "startstate", "switch", "then", "to", "traceuntil", "type", "undefine", "union", "var", "while",
    // the preprocessor, and C as far as the tools pass names through
    "linux", "unix", "auto", "char", "continue", "default", "double", "extern", "float", "long", "register", "restrict",
    "signed", "sizeof", "static", "struct", "void", "volatile", "now", "main", "asm", "typeof", "errno", "uchar",
    "ushort", "uint", "c_code", "c_decl", "c_expr", "c_state", "c_track", "d_proctype",
    // what the writers call their own
    "moves", "all_rest", "watch", "within_bound", "round", "lock_cycle_now"};

/// How other names of the writers begin.
const std::vector<std::string> prefixes{"can_", "cut_", "bound_", "before_", "waits_", "end_"};

std::string identifier(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool good = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (good) out += c;
        if (!good && !out.empty() && out.back() != '_') out += '_';
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) out.insert(0, "x");
    return out;
}

/// Murphi's keywords are the same in capitals.
bool is_reserved(std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return reserved.contains(name);
}

/// Written like a macro of C (INT_MAX), and Spin's checker is C.
bool looks_like_macro(const std::string& name) {
    return std::none_of(name.begin(), name.end(), [](unsigned char c) { return std::islower(c) != 0; });
}

/// "specs/contract/vfio.rvk" -> "vfio", "<kernel>/dma_buf.rvk" -> "dma_buf".
std::string stem(const std::string& file) {
    const std::string name = file.substr(file.find_last_of('/') + 1);
    return name.substr(0, name.find('.'));
}

}  // namespace

Identifiers::Identifiers() : taken_(reserved) {}

std::string Identifiers::take(const std::string& wanted) {
    std::string base = identifier(wanted);
    if (std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) { return base.rfind(prefix, 0) == 0; }))
        base.insert(0, "the_");
    std::string name = base;
    for (std::size_t i = 2; is_reserved(name) || !taken_.insert(name).second; ++i) name = fmt::format("{}_{}", base, i);
    return name;
}

ExportNames::ExportNames(const program::Program& program, const lower::Lowered& lowered)
    : program_(program), lowered_(lowered) {
    for (const program::Thread& thread : program.threads) threads_.push_back(identifiers_.take(thread.name));
    name_cells();
    for (const ThreadId t : program.threads.ids()) name_thread(t);
    for (const ThreadId t : program.threads.ids()) name_positions(t);
    name_owners();
    name_enumerations();
    for (const program::Property& property : program.properties)
        properties_.push_back(identifiers_.take("holds_" + property.name));
}

void ExportNames::name(SlotId slot, const std::string& wanted, const std::string& meaning) {
    if (slot == none || lowered_.layout().fields[slot].width == 0 || variables_.contains(slot)) return;
    variables_[slot] = identifiers_.take(looks_like_macro(identifier(wanted)) ? "the_" + wanted : wanted);
    meanings_[slot] = meaning;
    order_.push_back(slot);
}

std::string ExportNames::meaning(SlotId slot) const {
    const auto found = meanings_.find(slot);
    return found == meanings_.end() ? "" : found->second;
}

// --- variables --------------------------------------------------------------------------------

void ExportNames::name_cells() {
    for (const program::CellId cell : program_.cells.ids()) {
        const SlotId slot = lower::slot_of(cell);
        const bool owner = lowered_.generated().slots[slot].kind == Slot::Kind::owner;
        name(slot, program_.cells[cell].name, owner ? "a lock: who has it" : "");
    }
}

void ExportNames::name_thread(ThreadId thread) {
    name(lowered_.generated().slots.find_position(thread), threads_[thread] + "_at", "where the thread stands");
    name_locals(thread);
    name_walks(thread);
}

/// Locals of scopes that are never open together share a slot: its names.
std::map<std::uint32_t, std::set<std::string>> ExportNames::locals(ThreadId thread) const {
    std::map<std::uint32_t, std::set<std::string>> names;
    for (const lower::Config& config : lowered_.generated().threads[thread].configs)
        for (const lower::Frame& frame : config.frames) {
            const auto& locals = program_.routines[frame.routine].locals;
            for (const program::LocalId id : locals.ids()) names[frame.number(id)].insert(locals[id].name);
        }
    return names;
}

void ExportNames::name_locals(ThreadId thread) {
    for (const auto& [number, names] : locals(thread)) {
        std::string all;
        for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
        const std::string wanted = names.size() == 1 ? *names.begin() : "local" + std::to_string(number);
        name(lowered_.generated().slots.find_local(thread, number), threads_[thread] + "_" + wanted,
             "local of the thread: " + all);
    }
}

void ExportNames::name_walks(ThreadId thread) {
    const lower::Slots& slots = lowered_.generated().slots;
    for (const lower::Config& config : lowered_.generated().threads[thread].configs)
        for (std::uint32_t depth = 0; depth < config.walks.size(); ++depth) {
            const std::string walk = threads_[thread] + (depth == 0 ? "_" : fmt::format("_inner{}_", depth));
            name(slots.find_cursor(thread, depth), walk + "cursor", "foreach: 1 + number of the next element");
            for (const program::ObjectId element : config.walks[depth].elements) {
                const std::string& text = program_.objects[element].name;
                name(slots.find_mark(thread, depth, element, Slot::Kind::todo), fmt::format("{}todo_{}", walk, text),
                     "foreach: still to visit");
                name(slots.find_mark(thread, depth, element, Slot::Kind::current),
                     fmt::format("{}visits_{}", walk, text), "foreach: being visited");
            }
        }
}

// --- constants --------------------------------------------------------------------------------

void ExportNames::add(Group group, std::size_t& number) {
    number = groups_.size();
    groups_.push_back(std::move(group));
}

std::string ExportNames::position(ThreadId thread, const lower::Config& config) const {
    if (config.ended()) return threads_[thread] + "_end";
    const program::Place place = program_.statements[config.frames.back().next]->place;
    const bool own = place.file == program_.routines[program_.threads[thread].routine].place.file;
    const std::string file = own ? "" : stem(program_.sources->files[place.file].name) + "_";
    return fmt::format("{}_{}L{}", threads_[thread], file, place.line);
}

void ExportNames::name_positions(ThreadId thread) {
    const SlotId slot = lowered_.generated().slots.find_position(thread);
    const lower::ThreadConfigs& all = lowered_.generated().threads[thread];
    Group group{"where " + program_.threads[thread].name + " stands", {}};
    for (const system::PositionId code : all.of_position.ids()) {
        const lower::Config& config = all.at(code);
        group.constants.push_back({identifiers_.take(position(thread, config)), std::int64_t{code.number()},
                                   config.ended() ? "" : statement(config)});
    }
    add(std::move(group), group_of_[slot]);
}

void ExportNames::name_owners() {
    std::set<ThreadId> owners;
    for (const auto& of_lock : lowered_.layout().owners)
        for (const auto& [thread, code] : of_lock) owners.insert(thread);
    if (owners.empty()) return;
    Group group{"who has a lock", {{identifiers_.take("nobody"), 0, ""}}};
    for (const ThreadId thread : owners)
        group.constants.push_back({identifiers_.take("by_" + threads_[thread]), program::owned_by(thread), ""});
    std::size_t number = 0;
    add(std::move(group), number);
    for (const SlotId slot : lowered_.layout().owners.ids())
        if (!lowered_.layout().owners[slot].empty()) group_of_[slot] = number;
}

void ExportNames::name_enumerations() {
    std::map<program::EnumerationId, std::vector<SlotId>> users;
    for (const program::CellId cell : program_.cells.ids())
        if (program_.cells[cell].type.kind == program::ValueType::Kind::enumeration &&
            variables_.contains(lower::slot_of(cell)))
            users[program_.cells[cell].type.enumeration].push_back(lower::slot_of(cell));
    for (const auto& [enumeration, cells] : users) {
        const program::Enumeration& declared = program_.enumerations[enumeration];
        Group group{"values of " + declared.name, {}};
        for (std::size_t i = 0; i < declared.values.size(); ++i)
            group.constants.push_back({identifiers_.take(declared.values[i]), static_cast<std::int64_t>(i), ""});
        std::size_t number = 0;
        add(std::move(group), number);
        for (const SlotId cell : cells) group_of_[cell] = number;
    }
}

std::string literal(std::int64_t value) {
    if (value == std::numeric_limits<std::int32_t>::min()) return "(-2147483647 - 1)";
    return std::to_string(value);
}

std::string ExportNames::value(SlotId slot, std::int64_t value) const {
    if (const auto group = group_of_.find(slot); group != group_of_.end())
        for (const Constant& constant : groups_[group->second].constants)
            if (constant.value == value) return constant.name;
    return literal(value);
}

std::string ExportNames::statement(const lower::Config& config) const {
    if (config.ended()) return "";
    const program::Stmt& at = *program_.statements[config.frames.back().next];
    return printable(program_.sources->describe(at.place) + ": " + at.source);
}

}  // namespace revoke_mc::reports
