public import PatchbayCore

extension User: JSONReadable {
    private static let fields = JSONFields(CodingKeys.self)

    /// Reads a user; every field but the id may be null or absent.
    @usableFromInline
    package init(json: inout JSONReader) throws(JSONFault) {
        self.init(id: "")
        var plans: [AssignedPlan] = []
        try fill(from: &json, sharing: &plans)
    }

    /// Reads a list of users. Those who have the same plans in the same states share one list of them.
    @usableFromInline
    package static func list(json: inout JSONReader, isMost: Bool) throws(JSONFault) -> [User] {
        var plans: [AssignedPlan] = []
        return try json.list(isMost: isMost, filling: { User(id: "") }) { user, json throws(JSONFault) in
            try user.fill(from: &json, sharing: &plans)
        }
    }

    private mutating func fill(from json: inout JSONReader, sharing plans: inout [AssignedPlan]) throws(JSONFault) {
        var hasID = false
        try json.object(Self.fields) { key, json throws(JSONFault) in
            if key == .id { hasID = true }
            try read(key, &json, sharing: &plans)
        }
        guard hasID else { throw json.fault(.missing) }
    }

    /// Reads one field.
    ///
    /// - Parameter plans: the plans of a user before this one.
    @inline(__always)
    mutating func read(
        _ key: CodingKeys, _ json: inout JSONReader, sharing plans: inout [AssignedPlan]
    ) throws(JSONFault) {
        switch key {
        case .id: id = ID(rawValue: try json.string())
        // The two are the same for most people.
        case .userPrincipalName: userPrincipalName = try json.optionalString(sharing: mail)
        case .mail: mail = try json.optionalString(sharing: userPrincipalName)
        case .displayName: displayName = try json.optionalString()
        case .givenName: givenName = try json.optionalString()
        case .surname: surname = try json.optionalString()
        case .department: department = try json.optionalRepeatedString()
        case .jobTitle: jobTitle = try json.optionalRepeatedString()
        case .accountEnabled: accountEnabled = try json.optionalFlag()
        case .userType: userType = try json.optionalRepeatedString()
        case .assignedLicenses: assignedLicenses = try json.takeNull() ? [] : try AssignedLicense.list(json: &json)
        case .assignedPlans: assignedPlans = try json.takeNull() ? [] : try AssignedPlan.list(&json, sharing: &plans)
        case .businessPhones: businessPhones = try json.optionalStrings()
        case .mobilePhone: mobilePhone = try json.optionalString()
        case .usageLocation: usageLocation = try json.optionalRepeatedString()
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
        var members = JSONReader.Members(guess: try json.beginObject(of: Self.fields.table))
        while let key = try json.nextKey(of: Self.fields, &members) {
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

    /// Reads the plans of a user. Most people of a tenant have the same ones, so nothing is made for as long as they are those of somebody
    /// before.
    ///
    /// - Parameter known: the plans of that somebody; then those of this user.
    static func list(_ json: inout JSONReader, sharing known: inout [AssignedPlan]) throws(JSONFault) -> [AssignedPlan]
    {
        var same = 0
        try json.beginArray()
        while try json.nextElement() {
            let plan = try AssignedPlan(json: &json)
            if same < known.count, known[same] == plan {
                same += 1
                continue
            }
            var plans = Array(known[..<same])
            plans.append(plan)
            while try json.nextElement() { plans.append(try AssignedPlan(json: &json)) }
            known = plans
            return plans
        }
        if same < known.count { known.removeLast(known.count - same) }
        return known
    }
}
