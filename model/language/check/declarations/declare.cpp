// The names of the top level.
//
// Parameters get their values first, because everything else may depend on them; constants are evaluated
// when they are needed.
#include "model/language/check/declarations/declare.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/language/check/expressions/expressions.hpp"

namespace revoke_mc::check {
namespace {

using Settings = std::map<std::string, std::int64_t>;

std::string line_of(const World& world, Place place) { return world.sources().describe(place); }

Global* claim(World& world, const std::string& name, Place place, Global::Kind kind) {
    const auto [entry, fresh] = world.globals.try_emplace(name);
    if (!fresh) {
        world.error(place, "there are two things called '" + name + "'",
                    "the other one: " + line_of(world, entry->second.place));
        return nullptr;
    }
    entry->second.kind = kind;
    entry->second.place = place;
    return &entry->second;
}

TypeEntry* claim_type(World& world, const std::string& name, Place place, TypeEntry::Kind kind) {
    const auto [entry, fresh] = world.types.try_emplace(name);
    if (!fresh) {
        world.error(place, "there are two types called '" + name + "'",
                    "the other one: " + line_of(world, entry->second.place));
        return nullptr;
    }
    entry->second.kind = kind;
    entry->second.place = place;
    return &entry->second;
}

std::optional<core::Parameter> bounds_of(World& world, const ast::Param& param) {
    core::Parameter parameter;
    parameter.name = param.name;
    parameter.boolean = param.boolean;
    parameter.high = 1;
    const auto low = param.boolean ? 0 : check_number(world, *param.low);
    const auto high = param.boolean ? 1 : check_number(world, *param.high);
    const auto initial = check_constant(world, *param.initial);
    if (!low || !high || !initial) return std::nullopt;
    parameter.low = static_cast<core::Value>(*low);
    parameter.high = static_cast<core::Value>(*high);
    parameter.value = initial->value;
    const auto wanted = param.boolean ? boolean_type().kind : plain_int().kind;
    if (initial->type.kind != wanted) {
        world.error(param.initial->place, "the default of '" + param.name + "' is " + describe(world, initial->type));
        return std::nullopt;
    }
    return parameter;
}

std::string range_text(const core::Parameter& parameter) {
    return std::to_string(parameter.low) + ".." + std::to_string(parameter.high);
}

bool within(const core::Parameter& parameter, std::int64_t value) {
    return value >= parameter.low && value <= parameter.high;
}

void set_value(World& world, core::Parameter& parameter, std::int64_t value, Place place) {
    if (!within(parameter, value)) {
        world.error(place, "--set " + parameter.name + "=" + std::to_string(value) +
                               " is out of bounds: " + parameter.name + " is in " + range_text(parameter));
        return;
    }
    parameter.is_default = parameter.value == value;
    parameter.value = static_cast<core::Value>(value);
}

void declare_parameter(World& world, const ast::Param& param, const Settings& set, bool unbounded) {
    auto* global = claim(world, param.name, param.place, Global::Kind::constant);
    if (!global) return;
    global->evaluating = true;  // needing it for its own bounds is a circle
    auto parameter = bounds_of(world, param);
    global->evaluating = false;
    global->broken = !parameter;
    if (!parameter) return;
    if (parameter->low > parameter->high)
        world.error(param.place, "the bounds " + range_text(*parameter) + " of '" + param.name + "' hold no number",
                    "the lower bound comes first");
    else if (!within(*parameter, parameter->value))
        world.error(param.initial->place, "the default " + std::to_string(parameter->value) + " of '" + param.name +
                                              "' is not in " + range_text(*parameter));
    const auto given = set.find(param.name);
    if (given != set.end() && unbounded) {
        parameter->low = std::min(parameter->low, static_cast<core::Value>(given->second));
        parameter->high = std::max(parameter->high, static_cast<core::Value>(given->second));
    }
    if (given != set.end()) set_value(world, *parameter, given->second, param.place);
    const auto type = parameter->boolean ? boolean_type() : integer_type(parameter->value, parameter->value);
    global->value = ConstantValue{type, parameter->value};
    world.program.parameters.push_back(std::move(*parameter));
}

void check_settings(World& world, const Settings& set) {
    std::vector<std::string> known;
    for (const auto& file : world.loaded.files)
        for (const auto& param : file.params) known.push_back(param.name);
    for (const auto& [name, value] : set) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        world.error({}, fmt::format("--set {}={}: there is no parameter '{}'", name, value, name),
                    near_or_list(name, known, known.empty() ? "the spec has no parameters" : ""));
    }
}

/// An enumeration and its values as global constants; returns its type.
core::ValueType declare_values(World& world, const std::string& name, const std::vector<ast::NamedPlace>& values) {
    const auto number = world.program.enumerations.next_id();
    world.program.enumerations.push_back({name, {}});
    const core::ValueType type{core::ValueType::Kind::enumeration, number, 0,
                               static_cast<core::Value>(values.size()) - 1};
    for (std::size_t i = 0; i < values.size(); ++i) {
        world.program.enumerations[number].values.push_back(values[i].name);
        if (auto* global = claim(world, values[i].name, values[i].place, Global::Kind::constant))
            global->value = ConstantValue{type, static_cast<core::Value>(i)};
    }
    return type;
}

void declare_enum(World& world, const ast::Enum& declared) {
    auto* entry = claim_type(world, declared.name, declared.place, TypeEntry::Kind::enumeration);
    if (entry) entry->enumeration = declare_values(world, declared.name, declared.values).enumeration;
}

/// What the spec itself says, else the first.
core::Value chosen_way(World& world, const ast::Reading& declared) {
    core::Value chosen = 0;
    bool found = false;
    for (const auto& choice : world.main().choices) {
        if (choice.reading.name != declared.name.name) continue;
        if (found) world.error(choice.reading.place, "'" + declared.name.name + "' is chosen twice");
        found = true;
        const auto way = std::find_if(declared.ways.begin(), declared.ways.end(),
                                      [&](const auto& known) { return known.name == choice.way.name; });
        if (way != declared.ways.end()) {
            chosen = static_cast<core::Value>(way - declared.ways.begin());
            continue;
        }
        std::vector<std::string> known;
        for (const auto& one : declared.ways) known.push_back(one.name);
        world.error(choice.way.place, "'" + declared.name.name + "' cannot be read as '" + choice.way.name + "'",
                    near_or_list(choice.way.name, known));
    }
    return chosen;
}

void check_choices(World& world) {
    std::vector<std::string> known;
    for (const auto& file : world.loaded.files)
        for (const auto& reading : file.readings) known.push_back(reading.name.name);
    for (const auto& file : world.loaded.files)
        for (const auto& choice : file.choices)
            if (file.file != world.main().file)
                world.error(choice.reading.place, "a file that others use chooses no reading",
                            "the spec says how it reads the rules: reading " + choice.reading.name + " = " +
                                choice.way.name + ";");
    for (const auto& choice : world.main().choices)
        if (std::find(known.begin(), known.end(), choice.reading.name) == known.end())
            world.error(choice.reading.place, "there is no reading '" + choice.reading.name + "'",
                        near_or_list(choice.reading.name, known, "use dma_buf; has some"));
}

void declare_constants(World& world, const ast::File& file) {
    for (const auto& constant : file.constants)
        if (auto* global = claim(world, constant.name, constant.place, Global::Kind::constant))
            global->definition = constant.value.get();
}

void declare_component(World& world, const ast::File& file, const ast::Component& declared) {
    auto* global = claim(world, declared.name, declared.place, Global::Kind::component);
    auto* type = global ? claim_type(world, declared.name, declared.place, TypeEntry::Kind::component) : nullptr;
    if (!type) return;
    global->component = type->component = world.components.next_id();
    auto& component = world.components.emplace_back();
    component.source = &declared;
    component.file = &file;
    component.number = global->component;
}

/// A reading is an enum of the ways to read a rule, and a constant that says which one it is.
void declare_reading(World& world, const ast::Reading& declared) {
    auto* global = claim(world, declared.name.name, declared.name.place, Global::Kind::constant);
    if (!global) return;
    global->value =
        ConstantValue{declare_values(world, declared.name.name, declared.ways), chosen_way(world, declared)};
    const auto chosen = static_cast<std::size_t>(global->value->value);
    const auto& [text, source] = declared.quotations[chosen];
    world.program.readings.push_back(
        {declared.name.name, declared.of.name, declared.ways[chosen].name, {text, source}});
}

void declare_file(World& world, const ast::File& file) {
    declare_constants(world, file);
    for (const auto& declared : file.enums) declare_enum(world, declared);
    for (const auto& declared : file.readings) declare_reading(world, declared);
    for (const auto& declared : file.structs)
        if (auto* type = claim_type(world, declared.name, declared.place, TypeEntry::Kind::structure))
            type->structure = &declared;
    for (const auto& component : file.components) declare_component(world, file, component);
    for (const auto& buffer : file.buffers) {
        auto* global = claim(world, buffer.name, buffer.place, Global::Kind::buffer);
        if (!global) continue;
        global->buffer = world.buffers.next_id();
        world.buffers.push_back({&buffer, none, none});
    }
}

}  // namespace

void declare_names(World& world, const Settings& set, const std::set<std::string>& unbounded) {
    for (const auto& file : world.loaded.files) declare_file(world, file);
    for (const auto& file : world.loaded.files)
        for (const auto& param : file.params) declare_parameter(world, param, set, unbounded.contains(param.name));
    check_settings(world, set);
    check_choices(world);
    for (const auto& file : world.loaded.files)
        for (const auto& constant : file.constants)
            if (auto& global = world.globals.at(constant.name); global.kind == Global::Kind::constant)
                static_cast<void>(evaluate(world, constant.name, global));
}

}  // namespace revoke_mc::check
