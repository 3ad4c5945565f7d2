public import PatchbayCore

/// A user, a queue, a room or another thing that can be called inside a company.
///
/// Sources: RingCentral OpenAPI `listExtensions`, `readExtension`; newer fields from RingCentral's generated client models.
public struct Extension: Identifiable, Hashable, Sendable {
    /// Whether it is in use. Open.
    public struct Status: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// In use.
        public static let enabled: Status = "Enabled"
        /// Switched off.
        public static let disabled: Status = "Disabled"
        /// Suspended by the service.
        public static let frozen: Status = "Frozen"
        /// Invited; the person has not set it up.
        public static let notActivated: Status = "NotActivated"
        /// A seat without a person.
        public static let unassigned: Status = "Unassigned"
    }

    /// What it is. Open; RingCentral keeps adding kinds.
    public struct Kind: OpenWord {
        /// The word.
        public let rawValue: String
        /// Takes any word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A person.
        public static let user: Kind = "User"
        /// A person who only faxes.
        public static let faxUser: Kind = "FaxUser"
        /// A person without a device.
        public static let virtualUser: Kind = "VirtualUser"
        /// A person with a device.
        public static let digitalUser: Kind = "DigitalUser"
        /// A person on a flexible plan.
        public static let flexibleUser: Kind = "FlexibleUser"
        /// A call queue; the name is historical.
        public static let department: Kind = "Department"
        /// A recording.
        public static let announcement: Kind = "Announcement"
        /// A mailbox.
        public static let voicemail: Kind = "Voicemail"
        /// Lines that several share.
        public static let sharedLinesGroup: Kind = "SharedLinesGroup"
        /// A paging group.
        public static let pagingOnly: Kind = "PagingOnly"
        /// A menu.
        public static let ivrMenu: Kind = "IvrMenu"
        /// An application.
        public static let application: Kind = "ApplicationExtension"
        /// A place to park calls.
        public static let parkLocation: Kind = "ParkLocation"
        /// A telephone in a public place.
        public static let limited: Kind = "Limited"
        /// A meeting room.
        public static let room: Kind = "Room"
        /// A site.
        public static let site: Kind = "Site"

        /// Whether it stands for a person. Directories call all of these `User`; one spelling has a space in it.
        public var isPerson: Bool {
            [.user, .faxUser, .virtualUser, .digitalUser, .flexibleUser, "Fax User"].contains(self)
        }

        /// Whether it has a presence of its own. Source: RingCentral OpenAPI `readUserPresenceStatus`.
        public var hasPresence: Bool {
            ![
                .department, .announcement, .voicemail, .faxUser, .pagingOnly, .sharedLinesGroup, .ivrMenu,
                .application, .parkLocation,
            ].contains(self)
        }
    }

    /// A group of extensions at one place.
    public struct Site: Hashable, Sendable, Codable {
        /// The id; `main-site` is the main one.
        public let id: LenientID?
        /// The name.
        public let name: String?
        /// The dialling code.
        public let code: String?

        /// Makes a site.
        public init(id: LenientID? = nil, name: String? = nil, code: String? = nil) {
            self.id = id
            self.name = name
            self.code = code
        }
    }

    /// The internal id; not the number that is dialled. The system extension's is the account's.
    public let id: LenientID
    /// The number that is dialled inside the company.
    public let extensionNumber: String?
    /// The name shown.
    public let name: String?
    /// The address that calls for `contact.email` give; the key that people are matched by.
    public let email: String?
    /// Whether the address is also the login name, and so unique in the account.
    public let emailIsLoginName: Bool
    /// Given name.
    public let firstName: String?
    /// Family name.
    public let lastName: String?
    /// Department, as the contact card has it (a queue membership is in ``callQueueIDs``).
    public let department: String?
    /// Job title.
    public let jobTitle: String?
    /// Mobile number of the contact card.
    public let mobilePhone: String?
    /// Business number of the contact card.
    public let businessPhone: String?
    /// Whether it is in use.
    public let status: Status
    /// What it is.
    public let type: Kind
    /// A finer kind, where RingCentral gives one.
    public let subType: String?
    /// Whether the company directory leaves it out.
    public let isHidden: Bool
    /// Where it belongs.
    public let site: Site?
    /// The ids of the call queues it is a member of. Only a single extension's reading has them; `nil` when not told.
    public let callQueueIDs: [LenientID]?
    /// The key in the company's own directory (`references` of type `CustomerDirectoryId`), where an administrator keeps one.
    /// Only a single extension's reading has it.
    public let directoryReference: String?
    /// How far the person has come in setting up. Only a single extension's reading has it.
    public let setupWizardState: String?

    /// Makes an extension, for tests and stubs.
    public init(
        id: LenientID, extensionNumber: String? = nil, name: String? = nil, email: String? = nil,
        emailIsLoginName: Bool = false, firstName: String? = nil, lastName: String? = nil, department: String? = nil,
        jobTitle: String? = nil, mobilePhone: String? = nil, businessPhone: String? = nil, status: Status = .enabled,
        type: Kind = .user, subType: String? = nil, isHidden: Bool = false, site: Site? = nil,
        callQueueIDs: [LenientID]? = nil, directoryReference: String? = nil, setupWizardState: String? = nil
    ) {
        self.id = id
        self.extensionNumber = extensionNumber
        self.name = name
        self.email = email
        self.emailIsLoginName = emailIsLoginName
        self.firstName = firstName
        self.lastName = lastName
        self.department = department
        self.jobTitle = jobTitle
        self.mobilePhone = mobilePhone
        self.businessPhone = businessPhone
        self.status = status
        self.type = type
        self.subType = subType
        self.isHidden = isHidden
        self.site = site
        self.callQueueIDs = callQueueIDs
        self.directoryReference = directoryReference
        self.setupWizardState = setupWizardState
    }
}

extension Extension: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id, extensionNumber, name, contact, status, type, subType, hidden, site, departments, references
        case setupWizardState
    }

    private struct Contact: Decodable {
        let firstName, lastName, email, department, jobTitle, mobilePhone, businessPhone: String?
        let emailAsLoginName: Bool?
    }

    private struct Reference: Decodable {
        let ref, type: String?
    }

    private struct Queue: Decodable {
        let id: LenientID
    }

    /// Reads an extension. Only the id is required, as RingCentral leaves out what it does not know.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let contact = try container.decodeIfPresent(Contact.self, forKey: .contact)
        let references = try container.decodeIfPresent([Reference].self, forKey: .references) ?? []
        self.init(
            id: try container.decode(LenientID.self, forKey: .id),
            extensionNumber: try container.decodeIfPresent(LenientID.self, forKey: .extensionNumber)?.description,
            name: try container.decodeIfPresent(String.self, forKey: .name),
            email: contact?.email, emailIsLoginName: contact?.emailAsLoginName ?? false,
            firstName: contact?.firstName, lastName: contact?.lastName, department: contact?.department,
            jobTitle: contact?.jobTitle, mobilePhone: contact?.mobilePhone, businessPhone: contact?.businessPhone,
            status: try container.decodeIfPresent(Status.self, forKey: .status) ?? "",
            type: try container.decodeIfPresent(Kind.self, forKey: .type) ?? "",
            subType: try container.decodeIfPresent(String.self, forKey: .subType),
            isHidden: try container.decodeIfPresent(Bool.self, forKey: .hidden) ?? false,
            site: try container.decodeIfPresent(Site.self, forKey: .site),
            callQueueIDs: try container.decodeIfPresent([Queue].self, forKey: .departments)?.map(\.id),
            directoryReference: references.first { $0.type == "CustomerDirectoryId" }?.ref,
            setupWizardState: try container.decodeIfPresent(String.self, forKey: .setupWizardState))
    }
}
