extension TeamsPresence {
    /// Reads `AVAILABILITY/ACTIVITY`, for example `Busy/InAMeeting`, in either published spelling.
    ///
    /// Words that are not published are kept: the explanation then says that nothing is written for them.
    ///
    /// - Throws: ``MappingArgumentError`` when the text is not two words.
    public init(argument: String) throws(MappingArgumentError) {
        guard let (availability, activity) = argument.pair(separatedBy: "/") else {
            throw MappingArgumentError(
                argument, "\"\(argument)\" is not a Teams presence.",
                remedy: "Write AVAILABILITY/ACTIVITY as Microsoft Graph does, for example Busy/InAMeeting.")
        }
        self.init(
            availability: TeamsAvailability(rawValue: availability), activity: TeamsActivity(rawValue: activity))
    }
}

extension RingCentralPresence {
    /// Reads `USERSTATUS/DNDSTATUS`, for example `Available/TakeAllCalls`, regardless of case.
    ///
    /// - Throws: ``MappingArgumentError`` when the text is not two words, or a word is not published.
    public init(argument: String) throws(MappingArgumentError) {
        guard let (user, dnd) = argument.pair(separatedBy: "/") else {
            throw MappingArgumentError(
                argument, "\"\(argument)\" is not a RingCentral presence.",
                remedy: "Write USERSTATUS/DNDSTATUS as RingCentral does, for example Available/TakeAllCalls.")
        }
        self.init(
            userStatus: try RingCentralUserStatus.published(user, kind: "RingCentral user status"),
            dndStatus: try RingCentralDNDStatus.published(dnd, kind: "RingCentral dndStatus"))
    }
}

extension VendorWord {
    /// The published word for a text, in the vendor's spelling.
    static func published(_ text: String, kind: String) throws(MappingArgumentError) -> Self {
        guard let word = known.first(where: { $0 == Self(rawValue: text) }) else {
            throw .unknown(kind, text, known: known.map(\.rawValue))
        }
        return word
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// Reads a name, regardless of case, blanks and hyphens.
    init?(spelling text: String) {
        guard let match = Self.allCases.first(where: { $0.rawValue.squeezed == text.squeezed }) else { return nil }
        self = match
    }
}

extension Preset {
    /// Reads `app` or `embedded`, regardless of case.
    ///
    /// - Throws: ``MappingArgumentError`` naming both.
    public init(argument: String) throws(MappingArgumentError) {
        guard let preset = Preset(spelling: argument) else {
            throw .unknown("preset", argument, known: Preset.allCases.map(\.rawValue))
        }
        self = preset
    }
}

extension CallKind {
    /// Reads `direct` or `queue`, regardless of case.
    ///
    /// - Throws: ``MappingArgumentError`` naming both.
    public init(argument: String) throws(MappingArgumentError) {
        guard let kind = CallKind(spelling: argument) else {
            throw .unknown("kind of call", argument, known: CallKind.allCases.map(\.rawValue))
        }
        self = kind
    }
}

extension CallRuleRow {
    /// Reads a row by name or title, regardless of case, blanks and hyphens: `inAMeeting`, `In a meeting`, `in-a-meeting`.
    ///
    /// - Throws: ``MappingArgumentError`` naming the five rows.
    public init(argument: String) throws(MappingArgumentError) {
        guard let row = CallRuleRow(spelling: argument) else {
            throw .unknown("call rule row", argument, known: CallRuleRow.allCases.map(\.rawValue))
        }
        self = row
    }
}

extension CallAction {
    /// Reads an action by name or title, regardless of case, blanks and hyphens: `noCalls`, `do not accept any calls`.
    ///
    /// - Throws: ``MappingArgumentError`` naming the three actions.
    public init(argument: String) throws(MappingArgumentError) {
        let byTitle = CallAction.allCases.first { $0.title.squeezed == argument.squeezed }
        guard let action = CallAction(spelling: argument) ?? byTitle else {
            throw .unknown("call rule action", argument, known: CallAction.allCases.map(\.rawValue))
        }
        self = action
    }
}

extension CallRules {
    /// Reads rules as they stand on a command line, each `STATE=ACTION`: `inAMeeting=noCalls`.
    ///
    /// - Throws: ``MappingArgumentError`` when one is not of that form, names an unknown row or action, or repeats a row.
    public init(arguments: [String]) throws(MappingArgumentError) {
        self.init()
        for argument in arguments {
            guard let (row, action) = argument.pair(separatedBy: "=") else {
                throw MappingArgumentError(
                    argument, "\"\(argument)\" is not a call rule.",
                    remedy: "Write STATE=ACTION, for example inAMeeting=noCalls.")
            }
            let known = try CallRuleRow(argument: row)
            guard self[known] == nil else {
                throw MappingArgumentError(
                    argument, "The row \(known.rawValue) has two rules.", remedy: "Give each row one rule.")
            }
            self[known] = .action(try CallAction(argument: action))
        }
    }
}
