import GraphClient
public import IdentityMatching
import PatchbayCore
public import RingCentralClient

/// The bridge between the two directories and the matcher, which knows neither.
extension Person {
    /// A Microsoft 365 user as the matcher wants it.
    public init(_ user: UserRecord) {
        self.init(
            id: Person.ID(rawValue: user.id.rawValue), userPrincipalName: user.userPrincipalName, mail: user.mail,
            otherAddresses: user.otherAddresses ?? [], displayName: user.displayName, department: user.department,
            isGuest: user.ineligible == .guest)
    }
}

extension IdentityMatching.DirectoryEntry {
    /// A RingCentral directory entry as the matcher wants it. Only enabled people can be somebody's RingCentral user; queues, lines
    /// and disabled extensions are named in explanations and never matched.
    public init(_ entry: RingCentralClient.DirectoryEntry) {
        let name = [entry.firstName, entry.lastName].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        let kind = IdentityMatching.DirectoryEntry.Kind(rawValue: entry.type.rawValue)
        self.init(
            id: IdentityMatching.DirectoryEntry.ID(rawValue: entry.id.description), email: entry.email,
            name: name.isEmpty ? nil : name, department: entry.department, kind: kind,
            isUsable: kind == .user && entry.status == .enabled,
            status: entry.status.rawValue)
    }
}

extension MatchRecord {
    /// What the table keeps of a result.
    init(_ result: MatchResult) {
        self.init(
            match: result.outcome.rawValue, rule: result.rule?.rawValue, extensionID: result.entryID?.rawValue,
            note: result.notes.first?.text)
    }
}
