// What a random spec has declared, and what may be said at a spot of it.
//
// All variables have names of their own in the whole spec (`n3`): a bare name never means something
// else by accident. A Scope is copied on the way into a block.
#pragma once

#include <string>
#include <vector>

namespace revoke_mc::random_specs {

enum class Sort { boolean, integer, colour };

struct Variable {
    std::string name;
    Sort sort = Sort::boolean;
    int low = 0, high = 1;
    int elements = 0;  ///< array, if not 0
    bool ghost = false;
    std::string guard;  ///< lock
    bool constant = false;
    bool member = false;  ///< of a struct: declared with it
};

struct FunctionInfo {
    std::string name;
    bool returns = false;    ///< int 0..2
    bool parameter = false;  ///< int 0..2
    bool record = false;     ///< takes a `duo *q`
    bool nullable = false;   ///< ... which is NULL if it is not given
    std::size_t over = 0;    ///< takes an instance of that component, if not 0
    bool fits_atomic = false;
    bool sleeps = false;  ///< may not be called by a device
    bool ghost = false;   ///< without parameters then
};

struct ThreadInfo {
    enum class Kind { thread, device, work } kind = Kind::thread;
    std::string name;
    std::vector<std::string> labels;
};

struct Component {
    std::string name, role;
    int count = 1;
    bool replicated = false, ordered = false;
    std::vector<Variable> variables;
    std::vector<std::string> locks, rwlocks;
    std::vector<std::string> records;  ///< struct duo
    std::vector<std::string> predicates;
    std::vector<FunctionInfo> functions;
    std::vector<ThreadInfo> threads;
    bool heap = false;  ///< object mem { } and mem *ptr
    int works = 0;
    bool exports = false, attached = false;  ///< its buffer `bar`, or `att`, `m`, `f` of it
    std::string mode;                        ///< of the attachment
};

struct Binder {
    std::string name;
    const Component* component = nullptr;
};

struct Scope {
    const Component* own = nullptr;  ///< null: a property
    std::vector<Binder> binders;
    std::vector<Variable> locals;
    std::vector<std::string> records;  ///< references to a duo
    bool nullable = false;             ///< the function's `duo *q` may be NULL
    std::vector<std::string> labels;   ///< where goto may go
    std::size_t functions = 0;         ///< functions[0 .. functions) of own may be called
    bool atomic = false;
    bool ghost = false;  ///< inside ghost code, an assert or a property: ghost variables may be read
    bool device = false;
    bool loop = false;  ///< break and continue have a target
    bool returns_value = false;
    bool may_return = false;
    bool only_binder = false;  ///< the body of each: writes only what the last binder owns
    bool fits_atomic = false;  ///< the body of a function that atomic code calls
    bool callback = false;     ///< the body of a function that the library calls
    bool plain_words = false;  ///< no predicates, no calls
    int depth = 0;
};

/// A variable as it is written at a spot: path and declaration.
struct Place {
    std::string path;
    const Variable* variable = nullptr;
    bool local = false;
};

}  // namespace revoke_mc::random_specs
