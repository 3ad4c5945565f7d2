public import PatchbayCore

extension DirectoryEntry: JSONReadable {
    private enum AccountKeys: String, CodingKey, CaseIterable { case id }

    private static let fields = JSONFields(CodingKeys.self)
    private static let account = JSONFields(AccountKeys.self)

    /// Reads an entry. Only the id is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var id: LenientID?
        var (type, status, subType): (String?, String?, String?)
        var (firstName, lastName, name, email): (String?, String?, String?, String?)
        var (department, jobTitle): (String?, String?)
        var (number, accountID): (LenientID?, LenientID?)
        var phoneNumbers: [PhoneNumber] = []
        var site: Extension.Site?
        var isHidden: Bool?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try LenientID(json: &json)
            case .type: type = try json.optionalRepeatedString()
            case .status: status = try json.optionalRepeatedString()
            case .firstName: firstName = try json.optionalString()
            case .lastName: lastName = try json.optionalString()
            case .name: name = try json.optionalString()
            case .email: email = try json.optionalString()
            case .extensionNumber: number = try json.takeNull() ? nil : try LenientID(json: &json)
            case .department: department = try json.optionalRepeatedString()
            case .jobTitle: jobTitle = try json.optionalRepeatedString()
            case .phoneNumbers: phoneNumbers = try json.takeNull() ? [] : try PhoneNumber.list(json: &json)
            case .site: site = try json.takeNull() ? nil : try Extension.Site(json: &json)
            case .account where try json.takeNull(): break
            case .account:
                try json.object(Self.account) { _, json throws(JSONFault) in
                    accountID = try json.takeNull() ? nil : try LenientID(json: &json)
                }
            case .subType: subType = try json.optionalRepeatedString()
            case .hidden: isHidden = try json.optionalFlag()
            }
        }
        guard let id else { throw json.fault(.missing) }
        self.init(
            id: id, type: Extension.Kind(rawValue: type ?? ""), status: Extension.Status(rawValue: status ?? ""),
            firstName: firstName, lastName: lastName, name: name, email: email, extensionNumber: number?.description,
            department: department, jobTitle: jobTitle, phoneNumbers: phoneNumbers, site: site, accountID: accountID,
            subType: subType, isHidden: isHidden)
    }
}

extension DirectoryEntry.PhoneNumber: JSONReadable {
    private enum Keys: String, CodingKey, CaseIterable {
        case phoneNumber, formattedPhoneNumber, type, label, usageType
    }

    private static let fields = JSONFields(Keys.self)

    /// Reads a number; nothing is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var (number, formatted, type, label, usage): (String?, String?, String?, String?, String?)
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .phoneNumber: number = try json.optionalString()
            case .formattedPhoneNumber: formatted = try json.optionalString()
            case .type: type = try json.optionalRepeatedString()
            case .label: label = try json.optionalRepeatedString()
            case .usageType: usage = try json.optionalRepeatedString()
            }
        }
        self.init(number, usageType: usage, type: type, label: label, formattedPhoneNumber: formatted)
    }
}

extension Extension.Site: JSONReadable {
    private enum Keys: String, CodingKey, CaseIterable { case id, name, code }

    private static let fields = JSONFields(Keys.self)

    /// Reads a site; nothing is required.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var id: LenientID?
        var (name, code): (String?, String?)
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .id: id = try json.takeNull() ? nil : try LenientID(json: &json)
            case .name: name = try json.optionalRepeatedString()
            case .code: code = try json.optionalRepeatedString()
            }
        }
        self.init(id: id, name: name, code: code)
    }
}
