/// The organisation's departments, titles and offices. Some carry characters that a filter must quote or a table must escape.
enum Departments {
    static let all = [
        "Sales", "Engineering", "Finance", "Marketing", "Customer Support", "Operations", "Legal & Compliance",
        "People & Culture", "R&D", "Children's Services", "Vertrieb Süd", "IT",
    ]
    static let titles = [
        "Manager", "Specialist", "Analyst", "Director", "Engineer", "Account Executive", "Coordinator", "Team Lead",
        "Consultant", "Intern",
    ]
    static let offices = ["London", "München", "Montréal", "São Paulo", "東京", "Kraków", "Bengaluru", "Denver"]
}
