/// People in little memory: less than half of what an array of them takes, so that a million fit into a few hundred megabytes.
///
/// Fill it while you list them, and match it instead of an array. Each person is made when somebody looks at it.
///
/// ```swift
/// var people = PersonTable()
/// for try await page in try graph.users.list().pages {
///     for user in page { people.append(Person(id: Person.ID(user.id.rawValue), userPrincipalName: user.userPrincipalName ?? "")) }
/// }
/// let report = IdentityMatcher().match(people, with: entries)
/// ```
public struct PersonTable: RandomAccessCollection, Sendable {
    private var records = TextRecords()

    /// Makes an empty table.
    public init() {}

    /// Makes a table of people.
    public init(_ people: some Sequence<Person>) {
        for person in people { append(person) }
    }

    /// Adds a person.
    public mutating func append(_ person: Person) {
        records.begin()
        records.add(person.id.rawValue)
        records.add(person.userPrincipalName)
        records.add(person.mail)
        records.add(person.otherAddresses.count)
        for address in person.otherAddresses { records.add(address) }
        records.add(person.displayName)
        records.add(person.department)
        records.add(person.isGuest ? 1 : 0)
    }

    /// The place of the first person.
    public var startIndex: Int { 0 }

    /// The place after the last person.
    public var endIndex: Int { records.count }

    /// The person at a place.
    public subscript(position: Int) -> Person {
        records.read(position) { record in
            let id = record.text() ?? ""
            let name = record.text() ?? ""
            let mail = record.text()
            let others = (0..<record.number()).map { _ in record.text() ?? "" }
            return Person(
                id: Person.ID(id), userPrincipalName: name, mail: mail, otherAddresses: others,
                displayName: record.text(), department: record.text(), isGuest: record.number() == 1)
        }
    }
}

extension PersonTable: RecordTable {
    /// The id of a row.
    func id(of row: Int) -> Person.ID { records.read(row) { Person.ID($0.text() ?? "") } }

    /// The name of a row, taken apart.
    func name(of row: Int) -> ComparableName {
        records.read(row) { record in
            for _ in 0..<3 { _ = unsafe record.bytesOfText() }
            for _ in 0..<record.number() { _ = unsafe record.bytesOfText() }
            return ComparableName(name: record.text(), department: record.text())
        }
    }

    @inline(__always)
    func withID<Value>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        records.read(row) { record in unsafe body(record.bytesOfText() ?? UnsafeRawBufferPointer(start: nil, count: 0))
        }
    }

    /// The addresses of a row, lent for the time of a call.
    @safe
    struct Addresses {
        /// The bytes of the sign-in name.
        let userPrincipalName: UnsafeRawBufferPointer?
        /// The bytes of the mail address.
        let mail: UnsafeRawBufferPointer?
        fileprivate let others: TextRecords.Reader

        /// Lends the bytes of each of the other addresses.
        @inline(__always)
        func forEachOther(_ body: (UnsafeRawBufferPointer) -> Void) {
            var record = others
            for _ in 0..<record.number() {
                if let address = unsafe record.bytesOfText() { unsafe body(address) }
            }
        }
    }

    /// Lends the addresses of a row, which stand at the beginning of its record.
    @inline(__always)
    func withAddresses<Value>(of row: Int, _ body: (Addresses) -> Value) -> Value {
        records.read(row) { record in
            _ = unsafe record.bytesOfText()
            let name = unsafe record.bytesOfText()
            let mail = unsafe record.bytesOfText()
            return unsafe body(Addresses(userPrincipalName: name, mail: mail, others: record))
        }
    }
}
