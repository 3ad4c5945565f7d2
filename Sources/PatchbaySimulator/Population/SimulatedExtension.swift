/// An extension of the simulated RingCentral account.
public struct SimulatedExtension: Hashable, Sendable {
    /// The id; a number in some answers and a string in others.
    public let id: Int64
    /// The extension number.
    public var extensionNumber: String
    /// The given name; empty for what is not a person.
    public var firstName: String
    /// The surname; empty for what is not a person.
    public var lastName: String
    /// The e-mail, as it was typed.
    public var email: String?
    /// The type, such as `User` or `Department`.
    public var type: String
    /// The status, such as `Enabled`.
    public var status: String
    /// The department.
    public var department: String?
    /// The job title.
    public var jobTitle: String?
    /// The direct number, in E.164.
    public var directNumber: String?
    /// Whether it is left out of the company directory.
    public var isHidden: Bool
    /// The object id of the Microsoft 365 user whose extension this truly is; the answer that matching is judged by.
    public var userID: String?

    /// The name as it is displayed.
    public var name: String { lastName.isEmpty ? firstName : "\(firstName) \(lastName)" }
}

/// An extension before it is looked at.
struct ExtensionSeed: Sendable {
    /// The position of the user, or -1.
    let user: Int32
    /// Which of the user's extensions, or which stray one.
    let variant: UInt8
}

extension Population {
    /// The first extension id; ids are internal numbers, not extension numbers.
    static let firstExtensionID: Int64 = 304_000_000

    /// The types that are nobody's telephone, and a person who left Microsoft 365.
    private static let strays: [(type: String, name: String)] = [
        ("Department", "Call queue"), ("User", "Former colleague"), ("IvrMenu", "Menu"),
        ("SharedLinesGroup", "Reception"),
        ("Voicemail", "Message box"), ("Site", "Branch"), ("ParkLocation", "Park"), ("ApplicationExtension", "Bot"),
        ("Announcement", "Announcement"), ("Limited", "Door telephone"), ("PagingOnly", "Pager"),
        ("VirtualUser", "Virtual user"),
    ]

    /// Whether the company directory shows the extension at a position, without making the whole extension.
    func isListed(at index: Int) -> Bool {
        let from = extensionSeeds[index]
        guard from.user >= 0 else {
            return Population.strays[Int(from.variant) % Population.strays.count].type != "ApplicationExtension"
        }
        return !Population.isHidden(index)
    }

    /// A few persons are left out of the directory.
    private static func isHidden(_ index: Int) -> Bool { index % 97 == 50 }

    /// The extension at a position.
    public func simulatedExtension(at index: Int) -> SimulatedExtension {
        let from = extensionSeeds[index]
        let id = Population.firstExtensionID + Int64(index) * 7
        guard from.user >= 0 else { return stray(index, Int(from.variant), id) }
        let user = user(at: Int(from.user))
        var result = SimulatedExtension(
            id: id, extensionNumber: String(1001 + index), firstName: user.givenName ?? user.displayName,
            lastName: user.surname ?? "", email: user.userPrincipalName, type: "User", status: "Enabled",
            department: user.department, jobTitle: user.jobTitle,
            directNumber: index % 8 == 5 ? nil : "+1555\(2_000_000 + index)", isHidden: Population.isHidden(index),
            userID: user.id)
        switch user.extensionKind {
        case .byMail: result.email = user.mail
        case .byAlias: result.email = user.aliases.first
        case .renamed:
            result.lastName = formerSurname(at: Int(from.user))
            result.email = user.aliases.first
        case .duplicate where from.variant == 1:
            result.firstName += " (2)"
            result.directNumber = nil
        case .conflict where from.variant == 1:
            result.email = user.mail
            result.userID = nil
        case .disabled: result.status = "Disabled"
        case .notActivated: result.status = "NotActivated"
        case .sloppy: result.email = user.userPrincipalName.uppercased() + " "
        case .byNameOnly: result.email = nil
        default: break
        }
        return result
    }

    private func stray(_ index: Int, _ variant: Int, _ id: Int64) -> SimulatedExtension {
        let (type, name) = Population.strays[variant % Population.strays.count]
        let isPerson = type == "User"
        return SimulatedExtension(
            id: id, extensionNumber: String(1001 + index), firstName: isPerson ? "Former" : "\(name) \(index)",
            lastName: isPerson ? "Colleague \(index)" : "",
            email: isPerson ? "former.colleague\(index)@\(Population.domain)" : nil, type: type, status: "Enabled",
            department: isPerson ? Departments.all[index % Departments.all.count] : nil, jobTitle: nil,
            directNumber: nil, isHidden: false, userID: nil)
    }
}
