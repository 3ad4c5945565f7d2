/// What is the matter with a Microsoft 365 user, as far as installing an app goes. The cloud's own algebra, therefore closed.
public enum UserKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// Licensed, enabled, without the app.
    case ordinary
    /// Has the app already.
    case installedBefore
    /// From another organisation (`#EXT#`).
    case guest
    /// May not sign in.
    case disabled
    /// Has no licence.
    case unlicensed
    /// Had a Teams plan that is deleted.
    case planDeleted
    /// Has a Teams plan that is suspended.
    case planSuspended
    /// Has a Teams plan in its grace period, which is still usable.
    case planWarning
    /// Has a licence with the Teams plan switched off.
    case planSwitchedOff
    /// A meeting room with a Teams Rooms licence.
    case room
    /// A common-area phone with a Shared Devices licence.
    case sharedDevice
    /// A resource account of a call queue or an auto attendant.
    case resourceAccount
    /// Teams' app permission policy blocks the app.
    case blockedByPolicy
    /// Licensed, but has never opened Teams; installing is refused without a reason.
    case neverProvisioned
    /// Licensed, but Teams does not find the user.
    case unknownToTeams

    /// What installing the app for such a user comes to, if a client asks only for those it should.
    public var expectation: InstallExpectation {
        switch self {
        case .ordinary, .planWarning: .installs
        case .installedBefore: .alreadyInstalled
        case .guest, .disabled, .unlicensed, .planDeleted, .planSuspended, .planSwitchedOff, .room, .sharedDevice,
            .resourceAccount:
            .skipped
        case .blockedByPolicy, .neverProvisioned, .unknownToTeams: .fails
        }
    }
}

/// What a run should come to for a user.
public enum InstallExpectation: String, Hashable, Sendable, Codable {
    /// One write that succeeds.
    case installs
    /// No write that changes anything.
    case alreadyInstalled
    /// No write at all.
    case skipped
    /// A write that is refused for good.
    case fails
}

/// How a Microsoft 365 user is found in RingCentral. The cloud's own algebra, therefore closed.
public enum ExtensionKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// The extension's e-mail is the user principal name.
    case byUserPrincipalName
    /// The extension's e-mail is the primary mail, and the user principal name is another.
    case byMail
    /// The extension's e-mail is one of the user's aliases.
    case byAlias
    /// The user changed the surname; RingCentral still has the old name and the old address, which is now an alias.
    case renamed
    /// Two extensions have the user's e-mail.
    case duplicate
    /// One extension has the user principal name and another one the mail.
    case conflict
    /// The extension is disabled.
    case disabled
    /// The extension was never activated.
    case notActivated
    /// The extension's e-mail is written in capitals and with a space after it.
    case sloppy
    /// The extension has no e-mail, only the name and the department.
    case byNameOnly
    /// There is none.
    case none
}
