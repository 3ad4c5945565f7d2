public import Foundation
public import GraphClient

/// The table of users: status, name, e-mail, RingCentral user, department. Read from the ledger, so it can be read while a run or a
/// refresh is under way, and without a network.
public struct UserTable: Sendable {
    /// One line.
    public struct Row: Hashable, Sendable, Identifiable, Codable {
        /// The user.
        public var user: UserRecord
        /// The RingCentral user; `nil` until both directories were read.
        public var match: MatchRecord?
        /// Where the user stands.
        public var status: UserStatus
        /// Why, for `failed` and `skipped`.
        public var reason: String?
        /// What to do about it.
        public var remedy: String?
        /// The service's request id of the last attempt that failed.
        public var requestID: String?
        /// When the status last changed.
        public var changedAt: Date?
        /// When the service last showed the app with this user.
        public var confirmedAt: Date?

        /// The user's id.
        public var id: User.ID { user.id }

        /// Makes a line.
        public init(
            user: UserRecord, match: MatchRecord? = nil, status: UserStatus, reason: String? = nil,
            remedy: String? = nil, requestID: String? = nil, changedAt: Date? = nil, confirmedAt: Date? = nil
        ) {
            self.user = user
            self.match = match
            self.status = status
            self.reason = reason
            self.remedy = remedy
            self.requestID = requestID
            self.changedAt = changedAt
            self.confirmedAt = confirmedAt
        }
    }

    /// The rows, in the order of the directory.
    public let rows: [Row]
    /// When the directory was last read.
    public let readAt: Date?

    /// Makes a table.
    public init(rows: [Row], readAt: Date?) {
        self.rows = rows
        self.readAt = readAt
    }

    /// How many rows have each status.
    public var counts: [UserStatus: Int] {
        rows.reduce(into: [:]) { $0[$1.status, default: 0] += 1 }
    }

    /// The departments that occur, sorted.
    public var departments: [String] { Set(rows.compactMap(\.user.department)).sorted() }

    /// The rows that a query wants, in its order.
    public func rows(_ query: UserQuery) -> [Row] {
        query.sorted(rows.filter(query.wants))
    }
}

/// Search, filter and order of a ``UserTable``.
public struct UserQuery: Hashable, Sendable {
    /// What to sort by.
    public enum Order: String, Hashable, Sendable, CaseIterable {
        /// By name.
        case name
        /// By status, then name.
        case status
        /// By department, then name.
        case department
    }

    /// Text that occurs in name, e-mail, user principal name or department; case and accents do not matter.
    public var search: String?
    /// Only these statuses; empty for all.
    public var statuses: Set<UserStatus>
    /// Only this department; case does not matter.
    public var department: String?
    /// The order; `nil` leaves the directory's.
    public var order: Order?

    /// Makes a query.
    public init(
        search: String? = nil, statuses: Set<UserStatus> = [], department: String? = nil, order: Order? = nil
    ) {
        self.search = search
        self.statuses = statuses
        self.department = department
        self.order = order
    }

    func wants(_ row: UserTable.Row) -> Bool {
        if !statuses.isEmpty, !statuses.contains(row.status) { return false }
        if let department, Self.fold(row.user.department ?? "") != Self.fold(department) { return false }
        return search.map { row.user.contains($0) } ?? true
    }

    func sorted(_ rows: [UserTable.Row]) -> [UserTable.Row] {
        guard let order else { return rows }
        let keyed = rows.map { row in
            let name = Self.fold(row.user.displayName ?? row.user.userPrincipalName)
            let first =
                switch order {
                case .name: ""
                case .status: row.status.rawValue
                case .department: Self.fold(row.user.department ?? "\u{10FFFF}")
                }
            return (key: (first, name, row.user.userPrincipalName), row: row)
        }
        return keyed.sorted { $0.key < $1.key }.map(\.row)
    }

    static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        // Letters such as Ł and Ø have no accent to take away; the transform knows them.
        return (text.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? text).lowercased()
    }
}

extension UserRecord {
    /// Whether every word of a search occurs somewhere in the record.
    func contains(_ search: String) -> Bool {
        let text = UserQuery.fold(
            [displayName, mail, userPrincipalName, department].compactMap { $0 }.joined(separator: "\n"))
        return UserQuery.fold(search).split(whereSeparator: \.isWhitespace).allSatisfy { text.contains($0) }
    }
}
