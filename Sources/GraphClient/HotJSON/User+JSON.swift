public import PatchbayCore

extension User: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads a user; every field but the id may be null or absent.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var user = User(id: "")
        var hasID = false
        try json.object(Self.fields) { key, json throws(JSONFault) in
            if key == .id { hasID = true }
            try user.read(key, &json)
        }
        guard hasID else { throw json.fault(.missing) }
        self = user
    }

    /// Reads one field.
    @inline(__always)
    mutating func read(_ key: CodingKeys, _ json: inout JSONReader) throws(JSONFault) {
        switch key {
        case .id: id = ID(rawValue: try json.string())
        case .userPrincipalName: userPrincipalName = try json.optionalString()
        case .mail: mail = try json.optionalString()
        case .displayName: displayName = try json.optionalString()
        case .givenName: givenName = try json.optionalString()
        case .surname: surname = try json.optionalString()
        case .department: department = try json.optionalRepeatedString()
        case .jobTitle: jobTitle = try json.optionalRepeatedString()
        case .accountEnabled: accountEnabled = try json.optionalFlag()
        case .userType: userType = try json.optionalString()
        case .assignedLicenses: assignedLicenses = try json.takeNull() ? [] : try AssignedLicense.list(json: &json)
        case .assignedPlans: assignedPlans = try json.takeNull() ? [] : try AssignedPlan.list(json: &json)
        case .businessPhones: businessPhones = try json.optionalStrings()
        case .mobilePhone: mobilePhone = try json.optionalString()
        case .usageLocation: usageLocation = try json.optionalString()
        case .isResourceAccount: isResourceAccount = try json.optionalFlag()
        case .onPremisesSyncEnabled: onPremisesSyncEnabled = try json.optionalFlag()
        case .proxyAddresses: proxyAddresses = try json.optionalStrings()
        }
    }
}

extension AssignedLicense: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads a licence; ids are put in lower case, so that they can be compared.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var sku: String?
        var disabled: [String] = []
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .skuID: sku = try json.repeatedLowercaseString()
            case .disabledPlans where try json.takeNull(): break
            case .disabledPlans:
                disabled = try json.list { json throws(JSONFault) in try json.repeatedLowercaseString() }
            }
        }
        guard let sku else { throw json.fault(.missing) }
        self.init(skuID: sku, disabledPlans: disabled)
    }
}

extension AssignedPlan: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads a plan; the id is put in lower case, so that it can be compared.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        var plan: String?
        var service: String?
        var status: String?
        try json.object(Self.fields) { key, json throws(JSONFault) in
            switch key {
            case .servicePlanID: plan = try json.repeatedLowercaseString()
            case .service: service = try json.optionalRepeatedString()
            case .capabilityStatus: status = try json.optionalRepeatedString()
            }
        }
        guard let plan else { throw json.fault(.missing) }
        self.init(
            servicePlanID: plan, service: service, capabilityStatus: status.map(CapabilityStatus.init(rawValue:)))
    }
}
