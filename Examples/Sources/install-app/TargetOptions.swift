import ArgumentParser
import Provisioning

/// Who is meant.
struct TargetOptions: ParsableArguments {
    @Flag(help: "Everyone who can have the app. This is the default.")
    var all = false

    @Option(
        name: .customLong("user"), parsing: .upToNextOption,
        help: "People, by user principal name, mail address or object id.")
    var users: [String] = []

    @Option(name: .customLong("department"), help: "Everybody in a department. May be given several times.")
    var departments: [String] = []

    @Option(
        name: .customLong("group"),
        help: "Everybody in an Entra group, nested groups included. May be given several times.")
    var groups: [String] = []

    @Option(help: "Everybody whom a search by name, address or department finds.")
    var search: String?

    @Flag(help: "Keep to those who have a RingCentral user.")
    var matchedOnly = false

    func validate() throws {
        if all, !users.isEmpty || !departments.isEmpty || !groups.isEmpty || search != nil {
            throw ValidationError("--all cannot be combined with a selection.")
        }
    }

    var target: InstallTarget {
        var selectors = users.map { InstallTarget.Selector.user($0) }
        selectors += departments.map { .department($0) }
        selectors += groups.map { .group($0) }
        if let search { selectors.append(.search(search)) }
        return InstallTarget(selectors, matchedOnly: matchedOnly)
    }
}
