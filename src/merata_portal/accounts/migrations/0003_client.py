from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_trainer'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignment',
            name='role',
            field=models.CharField(choices=[('planner', 'Perencana'), ('social_officer', 'Petugas sosial'), ('sector_officer', 'Petugas sektor'), ('village_operator', 'Operator desa/kelurahan'), ('council_member', 'Anggota dewan'), ('auditor', 'Auditor'), ('trainer', 'Pelatih'), ('administrator', 'Administrator'), ('system', 'Operator mesin'), ('client', 'Sistem kantor lain')], max_length=16),
        ),
    ]
