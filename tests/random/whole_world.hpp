// What a spec of the whole language has declared, and what may be said at a spot of it.
//
// Every name is used once in a spec: a bare name never means something else by accident. A Spot is copied on the way
// into a block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace revoke_mc::random_specs::whole {

enum class Kind : std::uint8_t {
    boolean,
    integer,
    colour,
    usage,
    direction,
    context,
    lock,
    spinlock,
    rwlock,
    duo,
    box,
    kref,
    completion,
    ticket,
    iotlb,
    vma,
    pointer,
    attachment,
    mapping,
    fence,
    buffer,
    instance,
    nothing
};

struct Thing {
    std::string name;
    Kind kind = Kind::boolean;
    std::int64_t low = 0, high = 1;
    int elements = 0;  ///< array, if not 0
    bool ghost = false;
    std::string guard;    ///< lock, declared in the same place
    std::string initial;  ///< as written, with the `=`
    std::string of;       ///< attachment, fence: buffer; mapping: attachment
    std::string mode;     ///< attachment
    std::string context;  ///< fence: its timeline
    bool constant = false;
    bool released = false;  ///< __released
};

struct Function {
    std::string name;
    Kind result = Kind::nothing;
    std::vector<Thing> parameters;  ///< Thing::initial: a default; Thing::of: the component of an instance
    bool ghost = false;
    bool fits_atomic = false;
    bool sleeps = true;   ///< may take a lock: not for devices
    std::string context;  ///< __atomic_context, __irq_context
};

struct Thread {
    enum class Sort : std::uint8_t { thread, device, work } sort = Sort::thread;
    std::string name;
    int items = 1;  ///< work w[items]
};

struct Component {
    std::string name, role;
    int count = 1;
    bool replicated = false, ordered = false;
    std::vector<Thing> things;  ///< variables, locks, records, attachments, mappings, fences
    std::vector<Thing> heap;    ///< fields of object `mem_NAME`
    std::string pointer;        ///< to it
    std::vector<Thing> per_buffer, per_attachment;
    std::vector<std::string> predicates;
    std::vector<Function> functions;
    std::vector<Thread> threads;
    bool exports = false;
    int notified = -1;  ///< its attachments ask for invalidate_mappings (1), forbid it (0), are not there
    [[nodiscard]] std::string object() const { return "mem_" + name; }
};

struct Buffer {
    std::string name;
    const Component* exporter = nullptr;
};

/// What a spec has most of, for things of one kind to meet.
enum class Focus : std::uint8_t { nothing, locks, heap, work, choices, numbers, library };

struct World {
    Focus focus = Focus::nothing;
    std::vector<Component> components;
    std::vector<Buffer> buffers;
    std::vector<std::string> events;
    bool wide = false;  ///< integers up to 32 bits
    bool krefs = false, iommu = false;
    [[nodiscard]] bool library() const { return !buffers.empty(); }
};

/// A reference that is bound here: a binder, a parameter, a local.
struct Reference {
    std::string name;
    Kind kind = Kind::instance;
    const Component* component = nullptr;  ///< of an instance
    bool nullable = false;
};

struct Spot {
    const Component* own = nullptr;  ///< null: a property
    std::vector<Reference> references;
    std::vector<Thing> locals;
    std::vector<std::string> labels;  ///< where goto may go
    std::size_t functions = 0;        ///< own functions [0, functions) may be called
    Kind result = Kind::nothing;
    bool may_return = false;
    bool atomic = false;     ///< also a function that atomic code may call
    bool in_atomic = false;  ///< written inside `atomic { }` of the same function: each, jumps out
    bool ghost = false;      ///< ghost code: writes ghost variables
    bool sees_ghost = false;
    bool device = false, work = false;
    bool loop = false;         ///< break and continue have a target
    bool in_each = false;      ///< assignments and if only, to what the last reference owns
    bool no_calls = false;     ///< property, predicate, where, await
    bool plain_words = false;  ///< no predicates either
    int depth = 0;
};

/// How something is written at a spot.
struct Place {
    std::string path;
    const Thing* thing = nullptr;
    bool local = false;
    bool of_last = false;  ///< reached through the last reference
};

}  // namespace revoke_mc::random_specs::whole
