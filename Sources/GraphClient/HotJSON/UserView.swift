import Foundation
import PatchbayCore

/// A user as one stands in a page: fields become values when they are asked for, and not before.
///
/// ``Users/forEachRecord(filter:search:select:pageSize:lane:onRestart:_:)`` lends one after the other, each for the length of one call.
/// It cannot be kept; what is to stay is taken out of it: a field, or the whole ``user()``.
public struct UserView: ~Copyable {
    /// The fields that are looked for, by their names in ``User``. The numbers are places in a table.
    enum Field: Int, CodingKey, CaseIterable {
        case id, userPrincipalName, mail, displayName, givenName, surname, department, jobTitle, accountEnabled
        case userType, assignedLicenses, assignedPlans, businessPhones, mobilePhone, usageLocation, isResourceAccount
        case onPremisesSyncEnabled, proxyAddresses
    }

    private static let fields = JSONFields(Field.self)

    private var json: JSONReader
    private var start = 0
    /// A bit for each field that is there.
    private var present: UInt64 = 0
    /// Where the value of each field begins that is there.
    private var places = [Int](repeating: 0, count: Field.allCases.count)

    /// Makes the view of an array's elements, before the first of them.
    init(elementsIn json: consuming JSONReader) throws(JSONFault) {
        self.json = json
        try self.json.beginArray()
    }

    /// Where the array ends, once there is no further record.
    var end: Int { json.offset }

    /// Goes over the next record, checks it and notes where its fields are.
    ///
    /// - Returns: whether there was one.
    mutating func advance() throws(JSONFault) -> Bool {
        guard try json.nextElement() else { return false }
        present = 0
        start = json.offset
        var guess = try json.beginObject(of: Self.fields.table)
        while true {
            let index = try json.nextMember(in: Self.fields.table, &guess)
            guard index >= 0 else { break }
            let bit: UInt64 = 1 << UInt64(index)
            guard present & bit == 0 else { throw json.fault(.repeated) }
            present |= bit
            places[index] = json.offset
            try pass(Self.fields.keys[index])
        }
        guard has(.id) else { throw json.fault(.missing) }
        return true
    }

    private func has(_ field: Field) -> Bool { present & (1 << UInt64(field.rawValue)) != 0 }

    /// Walks over a field's value. It must look as in ``User``, so that reading it later finds nothing wrong.
    @inline(__always)
    private mutating func pass(_ field: Field) throws(JSONFault) {
        switch field {
        case .id:
            _ = try json.passString()
        case .accountEnabled, .isResourceAccount, .onPremisesSyncEnabled:
            _ = try json.optionalFlag()
        case .assignedLicenses, .assignedPlans:
            guard try !json.takeNull() else { return }
            guard json.kind() == UInt8(ascii: "[") else { throw json.fault(.unexpected) }
            try json.skip()
        case .businessPhones, .proxyAddresses:
            guard try !json.takeNull() else { return }
            try json.beginArray()
            while try json.nextElement() { _ = try json.passString() }
        default:
            guard try !json.takeNull() else { return }
            _ = try json.passString()
        }
    }

    /// A reader of the value of a field; `nil` if the field is missing or null.
    private func reader(of field: Field) -> JSONReader? {
        guard has(field) else { return nil }
        var reader = json.reader(at: places[field.rawValue])
        if reader.kind() == UInt8(ascii: "n") { return nil }
        return reader
    }

    private func text(_ field: Field) -> String? {
        guard var value = reader(of: field) else { return nil }
        return try? value.string()
    }

    private func flag(_ field: Field) -> Bool? {
        guard var value = reader(of: field) else { return nil }
        return try? value.flag()
    }

    private func texts(_ field: Field) -> [String] {
        guard var value = reader(of: field) else { return [] }
        return (try? value.optionalStrings()) ?? []
    }

    private func list<Item: JSONReadable>(_ field: Field) throws -> [Item] {
        guard var value = reader(of: field) else { return [] }
        do {
            return try Item.list(json: &value)
        } catch {
            throw Self.unreadable("\(field.stringValue)")
        }
    }

    /// The whole user, to be kept.
    ///
    /// - Throws: ``ServiceError`` of category `decoding` if a licence or a plan in it cannot be read.
    public func user() throws -> User {
        var value = json.reader(at: start)
        do {
            return try User(json: &value)
        } catch {
            throw Self.unreadable("licences or plans")
        }
    }

    private static func unreadable(_ what: String) -> ServiceError {
        ServiceError(
            service: .graph, operation: "users.list", code: "UnreadableAnswer",
            message: "The \(what) of a user cannot be read.", category: .decoding,
            remedy: Remedy("Run again. If it stays, report it.", action: .runAgain))
    }
}

extension UserView {
    /// The object id.
    public var id: User.ID { User.ID(rawValue: text(.id) ?? "") }
    /// The sign-in name. It can change.
    public var userPrincipalName: String? { text(.userPrincipalName) }
    /// The primary mail address.
    public var mail: String? { text(.mail) }
    /// The name that is shown.
    public var displayName: String? { text(.displayName) }
    /// The first name.
    public var givenName: String? { text(.givenName) }
    /// The last name.
    public var surname: String? { text(.surname) }
    /// The department, as text that somebody typed.
    public var department: String? { text(.department) }
    /// The job title, as text that somebody typed.
    public var jobTitle: String? { text(.jobTitle) }
    /// Whether the account may sign in.
    public var accountEnabled: Bool? { flag(.accountEnabled) }
    /// `Member` or `Guest`; `nil` for old accounts, which are members.
    public var userType: String? { text(.userType) }
    /// Telephone numbers; Graph keeps one.
    public var businessPhones: [String] { texts(.businessPhones) }
    /// The mobile number.
    public var mobilePhone: String? { text(.mobilePhone) }
    /// The country for licensing, two letters.
    public var usageLocation: String? { text(.usageLocation) }
    /// Whether it is a resource account (an auto attendant, a call queue).
    public var isResourceAccount: Bool? { flag(.isResourceAccount) }
    /// Whether it is mastered in an on-premises directory.
    public var onPremisesSyncEnabled: Bool? { flag(.onPremisesSyncEnabled) }
    /// All addresses, such as `SMTP:primary@…` and `smtp:alias@…`.
    public var proxyAddresses: [String] { texts(.proxyAddresses) }

    /// The licences, each with the plans that are switched off in it.
    ///
    /// - Throws: ``ServiceError`` of category `decoding` if one of them cannot be read.
    public var assignedLicenses: [AssignedLicense] { get throws { try list(.assignedLicenses) } }

    /// The service plans, also those that have ended; one plan may appear several times.
    ///
    /// - Throws: ``ServiceError`` of category `decoding` if one of them cannot be read.
    public var assignedPlans: [AssignedPlan] { get throws { try list(.assignedPlans) } }
}
